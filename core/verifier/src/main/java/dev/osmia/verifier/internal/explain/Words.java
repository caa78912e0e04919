package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import org.jspecify.annotations.Nullable;

/** What is known of a value, in words. */
final class Words {
    /** Numbers so near to a power of two are shown as that and a difference. */
    private static final long NEAR = 1 << 10;

    private Words() {
    }

    static String of(Reg reg) {
        int type = reg.type();
        String orNull = RegType.mayBeNull(type) ? ", or NULL" : "";
        String place = offset(reg);
        return switch (RegType.base(type)) {
            case RegType.NOT_INIT -> "nothing: it holds no value on this path";
            case RegType.SCALAR -> number(reg.value());
            case RegType.CTX -> "pointer to the context" + place;
            case RegType.CONST_MAP -> "the map " + map(reg);
            case RegType.MAP_VALUE -> "pointer into a value of the map " + map(reg) + " ("
                    + bytes(size(reg)) + ")" + place + orNull;
            case RegType.MAP_KEY -> "pointer into a key of the map " + map(reg) + place;
            case RegType.PACKET -> "pointer into the packet" + packet(reg);
            case RegType.PACKET_META -> "pointer into the metadata before the packet" + packet(reg);
            case RegType.PACKET_END -> "the end of the packet";
            case RegType.STACK -> "pointer to the stack" + stack(reg);
            case RegType.SOCKET, RegType.SOCK_COMMON, RegType.TCP_SOCK, RegType.XDP_SOCK -> "pointer to a socket"
                    + place + orNull;
            case RegType.BTF_ID -> "pointer to " + object(reg) + place + orNull;
            case RegType.MEM -> "pointer to " + bytes(reg.memorySize()) + ((type & RegType.RINGBUF) != 0
                    ? " of a ring buffer"
                    : ((type & RegType.RDONLY) != 0 ? " of read-only memory" : " of memory")) + place + orNull;
            case RegType.FUNC -> "pointer to a function of the program";
            case RegType.CONST_DYNPTR -> "pointer to a dynptr";
            case RegType.BUF, RegType.TP_BUFFER -> "pointer to a buffer" + place + orNull;
            default -> RegType.name(type) + place + orNull;
        };
    }

    /** What it is, and no more. */
    static String kind(Reg reg) {
        return switch (RegType.base(reg.type())) {
            case RegType.PACKET -> "a pointer into the packet";
            case RegType.PACKET_META -> "a pointer into the metadata before the packet";
            case RegType.STACK -> "a pointer to the stack";
            case RegType.MAP_VALUE -> "a pointer into a value of the map " + map(reg);
            case RegType.CONST_MAP, RegType.SCALAR, RegType.PACKET_END -> of(reg);
            case RegType.MEM -> "a pointer to memory";
            default -> {
                String whole = of(reg);
                int details = whole.indexOf(", ");
                String first = details < 0 ? whole : whole.substring(0, details);
                yield first.startsWith("pointer") ? "a " + first : whole;
            }
        };
    }

    private static int size(Reg reg) {
        MapInfo map = reg.mapOrNull();
        return map == null ? 0 : map.valueSize();
    }

    /** The name of a map, in backquotes. */
    static String map(Reg reg) {
        MapInfo map = reg.mapOrNull();
        return map == null || map.name().isEmpty() ? "without a name" : "`" + map.name() + "`";
    }

    static String bytes(long count) {
        return count == 1 ? "1 byte" : count + " bytes";
    }

    private static String object(Reg reg) {
        String name = reg.payload() instanceof Payload.OfType(var btf, var type) && !btf.type(type).name().isEmpty()
                ? "`struct " + btf.type(type).name() + "`"
                : "an object";
        int type = reg.type();
        return (type & RegType.UNTRUSTED) != 0
                ? name + " that may be gone already (untrusted)"
                : (type & RegType.ALLOC) != 0 && reg.refId() != 0
                        ? name + " that the program owns"
                        : (type & RegType.RCU) != 0 ? name + " that RCU protects" : name;
    }

    private static String stack(Reg reg) {
        if (reg.value().isConstant()) {
            return ", fp%+d".formatted(reg.off() + reg.value().constant());
        }
        return ", fp" + (reg.off() == 0 ? "" : "%+d".formatted(reg.off())) + " plus " + number(reg.value());
    }

    private static String packet(Reg reg) {
        String checked = reg.range() <= 0
                ? "; no byte from there on is known to be in it"
                : "; the first " + bytes(reg.range()) + (reg.value().isConstant() ? " of it" : " from where it varies")
                        + " are known to be there";
        if (reg.range() == 1) {
            checked = checked.replace("are known", "is known");
        }
        if (!reg.value().isConstant()) {
            return ", moved by " + number(reg.value()) + (reg.off() == 0 ? "" : " and by " + bytes(reg.off()))
                    + checked;
        }
        return (reg.off() == 0 ? " (its start)" : ", byte " + reg.off()) + checked;
    }

    private static String offset(Reg reg) {
        Scalar value = reg.value();
        if (value.isConstant()) {
            long at = reg.off() + value.constant();
            return at == 0 ? "" : ", " + bytes(Math.abs(at)) + (at > 0 ? " after its start" : " before its start");
        }
        return ", moved by " + number(value) + (reg.off() == 0 ? "" : " and by " + bytes(reg.off()));
    }

    /** What is known of a number. */
    static String number(Scalar value) {
        if (value.isConstant()) {
            return "the number " + value.constant();
        }
        boolean isHalf = value.umin() == 0 && value.umax() == 0xffff_ffffL;
        if (isHalf && value.s32min() < 0
                && (value.s32min() > Integer.MIN_VALUE || value.s32max() < Integer.MAX_VALUE)) {
            return "a number of 32 bits that is from " + signed(value.s32min()) + " to " + value.s32max()
                    + " if it is read with a sign";
        }
        boolean isAnyUnsigned = value.umin() == 0 && value.umax() == -1;
        boolean isAnySigned = value.smin() == Long.MIN_VALUE && value.smax() == Long.MAX_VALUE;
        if (value.smin() >= 0 || isAnySigned && !isAnyUnsigned) {
            return "a number from " + unsigned(value.umin()) + " to " + unsigned(value.umax());
        }
        if (isAnySigned) {
            return "a number of which nothing is known";
        }
        return "a number from " + signed(value.smin()) + " to " + signed(value.smax());
    }

    private static String unsigned(long value) {
        if (value < 0 && value > -NEAR) {
            return "2^64-" + -value;
        }
        return value < 0 ? Long.toUnsignedString(value) : signed(value);
    }

    private static String signed(long value) {
        if (value > Long.MAX_VALUE - NEAR) {
            return "2^63-" + (Long.MAX_VALUE - value + 1);
        }
        if (value == Integer.MAX_VALUE) {
            return "2^31-1";
        }
        return value == Long.MIN_VALUE
                ? "-2^63"
                : value == Integer.MIN_VALUE ? "-2^31" : value == 0xffff_ffffL ? "2^32-1" : Long.toString(value);
    }

    /** What is known of eight bytes of stack. */
    static String of(@Nullable Slot slot) {
        if (slot == null || slot.isAll(Slot.INVALID)) {
            return "nothing was written there on this path";
        }
        if (slot.isSpill() && slot.type(0) == Slot.SPILL) {
            return of(slot.spilled());
        }
        int last = slot.type(Slot.SIZE - 1);
        if (last >= Slot.DYNPTR) {
            return last == Slot.DYNPTR
                    ? "a dynptr"
                    : last == Slot.ITER ? "an iterator" : "the saved state of interrupts";
        }
        StringBuilder missing = new StringBuilder();
        int count = 0;
        for (int at = 0; at < Slot.SIZE; at++) {
            if (slot.type(Slot.SIZE - 1 - at) == Slot.INVALID) {
                missing.append(count++ == 0 ? "" : ", ").append(at);
            }
        }
        return count == 0
                ? slot.isAll(Slot.ZERO) ? "eight bytes of zeros" : "eight bytes that were written"
                : (count == 1 ? "byte " : "bytes ") + missing + " of the eight "
                        + (count == 1 ? "was" : "were") + " never written";
    }
}
