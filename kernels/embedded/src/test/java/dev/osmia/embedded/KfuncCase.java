package dev.osmia.embedded;

import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * A program that calls kernel functions, and what Linux has answered to it; the head of the table explains it.
 *
 * @param object the object file's name
 * @param program the program's name
 * @param outcome what it returned, left in {@code out} and made of the packet
 */
record KfuncCase(String object, String program, String outcome) {
    private static final int RESULTS = 20;
    private static final int SHORT = 96;

    /** The cases of the table. */
    static List<KfuncCase> all() {
        return new String(resource("linux-6.18-kfuncs.txt"), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ", 4))
                .map(words -> new KfuncCase(words[0], words[1], words[3]))
                .toList();
    }

    /** An object file from beside the table. */
    static ObjectSpec spec(String object) {
        return ObjectSpec.read(object, resource(object + ".bpf.o"));
    }

    private static byte[] resource(String name) {
        try (InputStream stream = KfuncCase.class.getResourceAsStream("kfuncs/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs the program and describes what came of it as the table does. */
    String run(Kernel kernel) {
        ObjectSpec spec = spec(object);
        ProgramSpec wanted = Objects.requireNonNull(spec.programs().get(program));
        Map<String, BpfMap> maps = new HashMap<>();
        spec.maps().forEach((name, map) -> maps.put(name, kernel.createMap(map)));
        try (BpfProgram loaded = kernel.loadProgram(wanted, maps)) {
            boolean hasPacket = wanted.type() != ProgramType.SYSCALL;
            TestInput input = hasPacket ? TestInput.packet(packet()) : TestInput.context(new byte[8]);
            TestResult result = loaded.test(input);
            return result.returnValue() + " :" + out(spec, Objects.requireNonNull(maps.get(".bss")))
                    + (hasPacket ? " : " + describe(result.data(), input.data()) : "");
        } catch (BpfException refusal) {
            return refusal.errno().name();
        } finally {
            maps.values().forEach(BpfMap::close);
        }
    }

    private byte[] packet() {
        byte[] bytes = new byte[program.endsWith("pages") ? 6000 : 64];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) (at + at / 256);
        }
        bytes[12] = 8;
        bytes[13] = 0;
        return bytes;
    }

    private static String out(ObjectSpec spec, BpfMap map) {
        ByteBuffer numbers = ByteBuffer.wrap(Objects.requireNonNull(map.lookup(new byte[4])))
                .order(ByteOrder.nativeOrder());
        int start = Objects.requireNonNull(spec.variables().get("out")).offset();
        int count = RESULTS;
        while (count > 0 && numbers.getLong(start + (count - 1) * Long.BYTES) == 0) {
            count--;
        }
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < count; index++) {
            text.append(' ').append(numbers.getLong(start + index * Long.BYTES));
        }
        return text.toString();
    }

    private static String describe(byte[] after, byte[] before) {
        if (after.length > SHORT) {
            CRC32 crc = new CRC32();
            crc.update(after);
            return after.length + "/" + Long.toHexString(crc.getValue());
        }
        return Arrays.equals(after, before) ? "same" : HexFormat.of().formatHex(after);
    }

    @Override
    public String toString() {
        return object + " " + program;
    }
}
