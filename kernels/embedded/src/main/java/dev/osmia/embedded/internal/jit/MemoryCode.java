package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.isa.Size;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

/**
 * Loads and stores as bytecode. They call the segment's own methods, since HotSpot inlines those always; what is called through
 * methods of ours it inlines only until a method has 8,000 bytes with all that is inlined ({@code DesiredMethodLimit}).
 */
final class MemoryCode {
    private static final ClassDesc SEGMENT = Descriptors.of(MemorySegment.class);
    private static final ClassDesc HANDLE = Descriptors.of(VarHandle.class);
    private static final ClassDesc LAYOUTS = Descriptors.of(ValueLayout.class);

    private MemoryCode() {
    }

    /** Who else may be at a place, and where it lies. */
    enum Sharing {
        /** Nobody: the stack, the packet, the context. */
        PRIVATE,
        /** Other threads, at a multiple of the size. */
        ALIGNED,
        /** Other threads, anywhere. */
        ANYWHERE
    }

    /** Begins an access: the address is to be pushed next. */
    static void begin(CodeBuilder code, Size size, Sharing sharing) {
        switch (kind(size, sharing)) {
            case PRIVATE -> {
                String layout = switch (size) {
                    case B -> "JAVA_BYTE";
                    case H -> "JAVA_SHORT_UNALIGNED";
                    case W -> "JAVA_INT_UNALIGNED";
                    case DW -> "JAVA_LONG_UNALIGNED";
                };
                code.getstatic(Descriptors.MEMORY, "ALL", SEGMENT).getstatic(LAYOUTS, layout, layout(size));
            }
            case ALIGNED -> {
                String handle = switch (size) {
                    case B -> "BYTE";
                    case H -> "SHORT";
                    case W -> "INT";
                    case DW -> "LONG";
                };
                code.getstatic(Descriptors.ATOMICS, handle, HANDLE).getstatic(Descriptors.MEMORY, "ALL", SEGMENT);
            }
            case ANYWHERE -> {
            }
        }
    }

    /** A single byte is always aligned. */
    private static Sharing kind(Size size, Sharing sharing) {
        return size == Size.B && sharing == Sharing.ANYWHERE ? Sharing.ALIGNED : sharing;
    }

    /**
     * Turns what a register holds into an address in the box.
     *
     * @param origin local variable of what addresses count from
     */
    static void inBox(CodeBuilder code, int origin, int offset) {
        code.loadConstant(Box.MASK).land().lload(origin).ladd().loadConstant((long) Box.MARGIN + offset).ladd();
    }

    /** Loads from the address on the JVM's stack. */
    static void load(CodeBuilder code, Size size, boolean signed, Sharing sharing) {
        switch (kind(size, sharing)) {
            case PRIVATE ->
                code.invokeinterface(SEGMENT, "get", MethodTypeDesc.of(carrier(size), layout(size), CD_long));
            case ALIGNED ->
                code.invokevirtual(HANDLE, "getOpaque", MethodTypeDesc.of(carrier(size), SEGMENT, CD_long));
            case ANYWHERE -> code.invokestatic(Descriptors.MEMORY, "shared" + size.bytes() * 8,
                    MethodTypeDesc.of(carrier(size), CD_long));
        }
        switch (size) {
            case B -> {
                if (!signed) {
                    code.loadConstant(0xff).iand();
                }
                code.i2l();
            }
            case H -> {
                if (!signed) {
                    code.i2c();
                }
                code.i2l();
            }
            case W -> {
                code.i2l();
                if (!signed) {
                    code.loadConstant(ArithmeticCode.LOW).land();
                }
            }
            case DW -> {
            }
        }
    }

    /** Stores the number on the JVM's stack to the address below it. */
    static void store(CodeBuilder code, Size size, Sharing sharing) {
        switch (size) {
            case B -> code.l2i().i2b();
            case H -> code.l2i().i2s();
            case W -> code.l2i();
            case DW -> {
            }
        }
        switch (kind(size, sharing)) {
            case PRIVATE -> code.invokeinterface(SEGMENT, "set",
                    MethodTypeDesc.of(CD_void, layout(size), CD_long, carrier(size)));
            case ALIGNED -> code.invokevirtual(HANDLE, "setOpaque",
                    MethodTypeDesc.of(CD_void, SEGMENT, CD_long, carrier(size)));
            case ANYWHERE -> code.invokestatic(Descriptors.MEMORY, "share" + size.bytes() * 8,
                    MethodTypeDesc.of(CD_void, CD_long, carrier(size)));
        }
    }

    private static ClassDesc carrier(Size size) {
        return switch (size) {
            case B -> CD_byte;
            case H -> CD_short;
            case W -> CD_int;
            case DW -> CD_long;
        };
    }

    private static ClassDesc layout(Size size) {
        return Descriptors.of(switch (size) {
            case B -> ValueLayout.OfByte.class;
            case H -> ValueLayout.OfShort.class;
            case W -> ValueLayout.OfInt.class;
            case DW -> ValueLayout.OfLong.class;
        });
    }
}
