package dev.osmia.verifier.internal.number;

/** What arithmetic on a pointer makes of its variable offset: the rules of {@code adjust_ptr_min_max_vals}. */
final class Offsets {
    private Offsets() {
    }

    static Scalar add(Scalar pointer, Scalar offset) {
        Draft draft = new Draft(pointer);
        draft.unbound32();
        Sums.addSigned(draft, offset);
        draft.umin += offset.umin();
        draft.umax += offset.umax();
        if (Unsigned.less(draft.umin, pointer.umin()) || Unsigned.less(draft.umax, pointer.umax())) {
            draft.unboundUnsigned();
        }
        draft.bits = pointer.bits().add(offset.bits());
        return draft.finish();
    }

    static Scalar subtract(Scalar pointer, Scalar offset) {
        Draft draft = new Draft(pointer);
        draft.unbound32();
        Sums.subtractSigned(draft, offset);
        if (Unsigned.less(pointer.umin(), offset.umax())) {
            draft.unboundUnsigned();
        } else {
            draft.umin -= offset.umax();
            draft.umax -= offset.umin();
        }
        draft.bits = pointer.bits().subtract(offset.bits());
        return draft.finish();
    }
}
