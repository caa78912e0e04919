package dev.osmia.verifier.internal.state;

import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.program.MapInfo;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * What is known of a register or of a spilled one ({@code struct bpf_reg_state}).
 *
 * @param type a {@link RegType}
 * @param off the fixed part of a pointer's offset; of a number that is linked to another, what was added to it
 * @param payload what the pointer carries, null for nothing
 * @param value the number, or the variable part of a pointer's offset
 * @param id what registers with the same origin share, with {@link #ADDED} for linked numbers; 0 if there is none
 * @param refId the reference that it holds, 0 if none
 * @param frame whose stack it points to
 * @param precise whether the number mattered to what came later
 */
public record Reg(int type, int off, @Nullable Payload payload, Scalar value, int id, int refId, int frame,
        boolean precise) {
    /** In {@link #id}: the number is that of the other registers plus {@link #off}. */
    public static final int ADDED64 = 1 << 31;
    /** In {@link #id}: the same, of the low half, with zeros above. */
    public static final int ADDED32 = 1 << 30;
    public static final int ADDED = ADDED64 | ADDED32;

    public static final Reg UNKNOWN = new Reg(RegType.SCALAR, 0, null, Scalar.UNKNOWN, 0, 0, 0, false);
    public static final Reg NOT_INIT = new Reg(RegType.NOT_INIT, 0, null, Scalar.UNKNOWN, 0, 0, 0, false);
    public static final Reg ZERO = constant(0);

    /** A number. */
    public static Reg constant(long value) {
        return number(Scalar.of(value));
    }

    /** A number of which something is known. */
    public static Reg number(Scalar value) {
        return new Reg(RegType.SCALAR, 0, null, value, 0, 0, 0, false);
    }

    /** A pointer to the start of something. */
    public static Reg pointer(int type, @Nullable Payload payload) {
        return new Reg(type, 0, payload, Scalar.ZERO, 0, 0, 0, false);
    }

    /** The frame pointer of a frame. */
    public static Reg framePointer(int frame) {
        return new Reg(RegType.STACK, 0, null, Scalar.ZERO, 0, 0, frame, false);
    }

    public Reg withType(int changed) {
        return new Reg(changed, off, payload, value, id, refId, frame, precise);
    }

    public Reg withOff(int changed) {
        return new Reg(type, changed, payload, value, id, refId, frame, precise);
    }

    public Reg withPayload(@Nullable Payload changed) {
        return new Reg(type, off, changed, value, id, refId, frame, precise);
    }

    public Reg withValue(Scalar changed) {
        return changed == value ? this : new Reg(type, off, payload, changed, id, refId, frame, precise);
    }

    public Reg withId(int changed) {
        return changed == id ? this : new Reg(type, off, payload, value, changed, refId, frame, precise);
    }

    public Reg withRefId(int changed) {
        return new Reg(type, off, payload, value, id, changed, frame, precise);
    }

    public Reg withPrecise(boolean changed) {
        return changed == precise ? this : new Reg(type, off, payload, value, id, refId, frame, changed);
    }

    /** The same, no longer related to other numbers. */
    public Reg unlinked() {
        return id == 0 && off == 0 ? this : new Reg(type, 0, payload, value, 0, refId, frame, precise);
    }

    /** Whether it is a number. */
    public boolean isNumber() {
        return type == RegType.SCALAR;
    }

    /** Whether it is the number 0. */
    public boolean isZero() {
        return isNumber() && value.isConstant() && value.bits().value() == 0;
    }

    /** Whether it is a number that is known. */
    public boolean isConstant() {
        return isNumber() && value.isConstant();
    }

    /** The map that it is or points into. */
    public MapInfo map() {
        return ((Payload.OfMap) Objects.requireNonNull(payload)).map();
    }

    /** As {@link #map()}, null if there is none. */
    public @Nullable MapInfo mapOrNull() {
        return payload instanceof Payload.OfMap(var map, var _) ? map : null;
    }

    /** Whether nothing is where Linux looks for the address of a map, which shares its place with whatever else there is. */
    public boolean isBare() {
        return frame == 0 && switch (payload) {
            case null -> true;
            case Payload.Range(var bytes) -> bytes == 0;
            case Payload.Memory(var size, var dynptr) -> size == 0 && dynptr == 0;
            case Payload.Function(var subprogram) -> subprogram == 0;
            default -> false;
        };
    }

    /** Tells inner maps apart, 0 where there is nothing to. */
    public int mapUid() {
        return payload instanceof Payload.OfMap(var _, var uid) ? uid : 0;
    }

    /** What is known of the packet behind it. */
    public int range() {
        return payload instanceof Payload.Range(var bytes) ? bytes : 0;
    }

    /** Bytes of the memory that it points to. */
    public int memorySize() {
        return switch (payload) {
            case Payload.Memory(var size, var _) -> size;
            case Payload.Context(var size) -> size;
            case null, default -> 0;
        };
    }

    /** The number without the mark of linked numbers. */
    public int linkId() {
        return id & ~ADDED;
    }

    /** Whether it has something to do with other registers or references. */
    public boolean hasIds() {
        return (id | refId) != 0;
    }

    /** Whether both hold the same up to ids, which have to be mapped. */
    public boolean isSameButIds(Reg other) {
        return type == other.type && off == other.off && Objects.equals(payload, other.payload)
                && (value == other.value || value.isSame(other.value));
    }
}
