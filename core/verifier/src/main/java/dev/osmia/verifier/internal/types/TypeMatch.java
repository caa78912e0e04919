package dev.osmia.verifier.internal.types;

import dev.osmia.btf.Btf;

/** Which types may stand for which. */
public final class TypeMatch {
    /** What ends the name of a struct that is not set up yet, as {@code nf_conn___init} is a {@code nf_conn} to be. */
    private static final String UNFINISHED = "___init";

    private TypeMatch() {
    }

    /** Whether it is one and the same type; tables of modules share those of their base ({@code btf_types_are_same}). */
    public static boolean isSame(Btf left, int leftId, Btf right, int rightId) {
        return leftId == rightId && owner(left, leftId) == owner(right, rightId);
    }

    /**
     * Whether a pointer to an object can be taken for a pointer to one of another type: the same, or one that it has at
     * that offset ({@code btf_struct_ids_match}). Where Linux is strict, {@link #isSame} is asked instead.
     *
     * @param off bytes from the start of the object, not negative
     * @param isAllocated whether the program allocated the object, so that nothing lies behind its end
     */
    public static boolean fits(Btf btf, int type, int off, Btf neededBtf, int needed, boolean isAllocated) {
        return off == 0 && isSame(btf, type, neededBtf, needed)
                || TypeWalk.contains(btf, type, off, neededBtf, needed, isAllocated);
    }

    /** What Linux writes about types of which {@link #fits} says that they do not match, {@code ""} for nothing. */
    public static String remark(Btf btf, int type, int off, Btf neededBtf, int needed, boolean isAllocated) {
        return TypeWalk.remark(btf, type, off, neededBtf, needed, isAllocated);
    }

    /**
     * Whether a pointer can be passed to a function of the kernel that asks for a pointer to a struct
     * ({@code process_kf_arg_ptr_to_btf_id}).
     *
     * @param isReleased whether the function takes over a reference that the pointer holds
     * @param isAllocated as for {@link #fits}
     */
    public static boolean fitsKernelFunction(Btf btf, int type, int off, Btf neededBtf, int needed, boolean isReleased,
            boolean isAllocated) {
        int struct = btf.resolve(type);
        boolean isStrict = isReleased || isUnfinishedOf(btf, type, neededBtf, needed);
        boolean fits = isStrict
                ? off == 0 && isSame(btf, struct, neededBtf, needed)
                : fits(btf, struct, off, neededBtf, needed, isAllocated);
        return fits || isProjectionOf(TypeFacts.name(neededBtf, needed), TypeFacts.name(btf, struct));
    }

    /**
     * Whether one type is the other before it is set up: then only the very same will do, though the one starts with the
     * other ({@code btf_type_ids_nocast_alias}).
     */
    public static boolean isUnfinishedOf(Btf left, int leftId, Btf right, int rightId) {
        String one = TypeFacts.name(left, leftId);
        String other = TypeFacts.name(right, rightId);
        return isUnfinishedOf(one, other) || isUnfinishedOf(other, one);
    }

    private static boolean isUnfinishedOf(String unfinished, String finished) {
        return unfinished.length() == finished.length() + UNFINISHED.length() && unfinished.startsWith(finished)
                && unfinished.indexOf(UNFINISHED) == finished.length();
    }

    /**
     * Whether programs know a struct of the kernel under the other's name: functions of the kernel that ask for the one take
     * the other ({@code btf_is_projection_of}).
     */
    public static boolean isProjectionOf(String projection, String struct) {
        return projection.equals("__sk_buff") && struct.equals("sk_buff")
                || projection.equals("xdp_md") && struct.equals("xdp_buff");
    }

    private static Btf owner(Btf btf, int id) {
        Btf at = btf;
        while (id < at.firstId() && at.base().isPresent()) {
            at = at.base().get();
        }
        return at;
    }
}
