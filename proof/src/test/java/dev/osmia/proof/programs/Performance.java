package dev.osmia.proof.programs;

import dev.osmia.abi.MapTrait;
import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.ObjectSpec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a program makes of inputs one after the other, as lines: each verdict and packet, then all maps. */
final class Performance {
    private Performance() {
    }

    static List<String> of(Kernel kernel, ObjectSpec spec, String program, List<TestInput> inputs) {
        List<String> lines = new ArrayList<>();
        try (BpfObject object = kernel.load(spec)) {
            BpfProgram running = object.program(program);
            for (int index = 0; index < inputs.size(); index++) {
                TestResult result = running.test(inputs.get(index));
                lines.add("input " + index + ": " + result.returnValue() + ", packet " + hex(result.data())
                        + ", context " + hex(result.context()));
            }
            object.maps().values().forEach(map -> lines.add("map " + map.name() + ": " + contents(map)));
        }
        return lines;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Sorted, as the order of hash maps is their own; values of per-CPU maps added up, as runs choose their CPU. */
    private static String contents(BpfMap map) {
        if (map.type() == MapType.RINGBUF) {
            List<String> records = new ArrayList<>();
            try (var reader = map.ringBuffer()) {
                reader.poll(record -> records.add(hex(record.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))));
            }
            return records.toString();
        }
        if (map.type() == MapType.PROG_ARRAY || map.type().is(MapTrait.HOLDS_MAPS)) {
            List<String> keys = new ArrayList<>();
            for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
                keys.add(hex(key));
            }
            return keys.stream().sorted().collect(Collectors.joining(" "));
        }
        List<String> elements = new ArrayList<>();
        map.forEach(
                (key, value) -> elements.add(hex(key) + "=" + (map.type().isPerCpu() ? sums(value, map) : hex(value))));
        return elements.stream().sorted().collect(Collectors.joining(" "));
    }

    private static String sums(byte[] value, BpfMap map) {
        int words = (map.spec().valueSize() + 7) / 8;
        ByteBuffer all = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        return IntStream.range(0, words)
                .mapToLong(word -> IntStream.range(0, value.length / 8 / words)
                        .mapToLong(cpu -> all.getLong(8 * (cpu * words + word)))
                        .sum())
                .mapToObj(Long::toHexString)
                .collect(Collectors.joining(","));
    }
}
