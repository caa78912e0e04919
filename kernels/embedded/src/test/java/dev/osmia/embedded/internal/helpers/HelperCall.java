package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Assembly;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that calls one helper, on any kernel. An argument is a number; {@link #OUT}; a text or bytes, for a pointer to
 * them in a map value; a {@link Constant}, for one to a text that is read-only; a list, for one to such values on the stack.
 */
final class HelperCall {
    /** A pointer to {@link #ROOM} bytes that the helper may write, all {@code 0xaa} before. */
    static final Object OUT = new Object();
    static final int ROOM = 64;
    private static final byte UNTOUCHED = (byte) 0xaa;
    private static final int MEMORY_SIZE = 2048;
    private static final int SLEEPABLE = 1 << 4;

    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private final StringBuilder code = new StringBuilder();
    private String constant = "";
    private int stack;

    /** A text in read-only memory. */
    record Constant(String text) {}

    /** What the helper returned, of 32 bits, and what {@link #OUT} points at then. */
    record Result(int value, byte[] out) {
        /** The text that starts there. */
        String text() {
            int end = 0;
            while (end < out.length && out[end] != 0) {
                end++;
            }
            return new String(out, 0, end, StandardCharsets.ISO_8859_1);
        }

        /** The number that starts there. */
        long number() {
            return ByteBuffer.wrap(out).order(ByteOrder.nativeOrder()).getLong();
        }
    }

    private HelperCall() {
        byte[] room = new byte[ROOM];
        Arrays.fill(room, UNTOUCHED);
        memory.writeBytes(room);
    }

    static Result of(Kernel kernel, Helper helper, Object... arguments) {
        return of(kernel, ProgramType.SYSCALL, helper, arguments);
    }

    static Result of(Kernel kernel, ProgramType type, Helper helper, Object... arguments) {
        HelperCall call = new HelperCall();
        for (int index = 0; index < arguments.length; index++) {
            call.argument("r" + (index + 1), arguments[index]);
        }
        call.code.append("call ").append(helper.id()).append("\nexit\n");
        return call.run(kernel, type);
    }

    private void argument(String register, Object argument) {
        switch (argument) {
            case Number number -> line(register + " = 0x" + Long.toHexString(number.longValue()) + " ll");
            case String text -> pointer(register, (text + '\0').getBytes(StandardCharsets.ISO_8859_1));
            case byte[] bytes -> pointer(register, bytes);
            case Constant(String text) -> {
                constant = text + '\0';
                line(register + " = map[constant]");
            }
            case List<?> values -> values(register, values);
            default -> line(register + " = map[memory]");
        }
    }

    private void pointer(String register, byte[] bytes) {
        line(register + " = map[memory]");
        line(register + " += " + memory.size());
        memory.writeBytes(bytes);
    }

    private void values(String register, List<?> values) {
        stack -= Long.BYTES * values.size();
        int start = stack;
        for (int index = 0; index < values.size(); index++) {
            argument("r0", values.get(index));
            line("*(u64 *)(r10 " + (start + index * Long.BYTES) + ") = r0");
        }
        line(register + " = r10");
        line(register + " += " + start);
    }

    private void line(String text) {
        code.append(text).append('\n');
    }

    private Result run(Kernel kernel, ProgramType type) {
        byte[] contents = Arrays.copyOf(memory.toByteArray(), MEMORY_SIZE);
        byte[] text = constant.getBytes(StandardCharsets.ISO_8859_1);
        MapSpec memorySpec = MapSpec.of("memory", MapType.ARRAY, 4, MEMORY_SIZE, 1)
                .withContents(new MapContents.Bytes(contents));
        MapSpec constantSpec = MapSpec.of("constant", MapType.ARRAY, 4, Math.max(text.length, 1), 1)
                .withFlags(MapFlag.RDONLY_PROG.value())
                .withContents(new MapContents.Bytes(text))
                .withFrozen(true);
        try (BpfMap map = kernel.createMap(memorySpec);
                BpfMap constants = kernel.createMap(constantSpec);
                BpfProgram program = load(kernel, type, code.toString(),
                        Map.of("memory", map, "constant", constants))) {
            int value = program.test(type == ProgramType.SYSCALL
                    ? TestInput.context(new byte[8])
                    : TestInput.packet(new byte[64])).returnValue();
            byte[] after = map.lookup(new byte[4]);
            return new Result(value, Arrays.copyOf(after == null ? new byte[0] : after, ROOM));
        }
    }

    /** A program in Linux's syntax in which {@code map[name]} is the address of the only value of a map. */
    static BpfProgram load(Kernel kernel, ProgramType type, String text, Map<String, BpfMap> maps) {
        Assembly assembly = Assembler.assemble(text, Dialect.LINUX, Symbols.NONE);
        Map<Integer, Reference> references = new HashMap<>();
        assembly.references().forEach((slot, name) -> references.put(slot, new Reference.ToMapValue(name, 0)));
        ProgramSpec spec = ProgramSpec.of("test", type, assembly.code(), references);
        return kernel.loadProgram(spec.withFlags(type == ProgramType.SYSCALL ? SLEEPABLE : 0), maps);
    }
}
