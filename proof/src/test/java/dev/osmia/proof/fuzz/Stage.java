package dev.osmia.proof.fuzz;

import dev.osmia.abi.MapType;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.WideSource;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.MapSpec;
import dev.osmia.proof.Subject;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/** A kernel with the maps that random programs use, put back into the same state before each run. */
final class Stage implements AutoCloseable {
    static final int VALUE_SIZE = 16;
    static final MapSpec DATA = MapSpec.of("data", MapType.ARRAY, 4, 128, 1);
    static final MapSpec CELLS = MapSpec.of("cells", MapType.ARRAY, 4, VALUE_SIZE, 4);
    static final MapSpec TABLE = MapSpec.of("table", MapType.HASH, 4, VALUE_SIZE, 6);
    /** Programs name a map by its place here. */
    static final List<MapSpec> MAPS = List.of(DATA, CELLS, TABLE);

    private static final int TABLE_START = 3;

    private final Kernel kernel;
    private final Map<String, BpfMap> maps;

    Stage(Subject subject) {
        kernel = subject.open();
        maps = MAPS.stream().map(kernel::createMap).collect(toMap(BpfMap::name, identity()));
    }

    static Instruction data(Register to, int offset) {
        return new Instruction.LoadWide(to, WideSource.MAP_VALUE, MAPS.indexOf(DATA), offset);
    }

    static Instruction cells(Register to) {
        return new Instruction.LoadWide(to, WideSource.MAP_FD, MAPS.indexOf(CELLS), 0);
    }

    static Instruction table(Register to) {
        return new Instruction.LoadWide(to, WideSource.MAP_FD, MAPS.indexOf(TABLE), 0);
    }

    /**
     * Runs a program on maps that are as they always are.
     *
     * @throws dev.osmia.kernel.BpfException if the kernel refuses the program
     */
    Outcome run(Scenario scenario) {
        try (BpfProgram program = kernel.loadProgram(scenario.program(), maps)) {
            reset();
            TestResult result = program.test(TestInput.context(scenario.context().clone()));
            return new Outcome(result.returnValue(), words(result.context()), contents());
        }
    }

    private BpfMap map(MapSpec spec) {
        return java.util.Objects.requireNonNull(maps.get(spec.name()));
    }

    private void reset() {
        map(DATA).update(key(0), pattern(DATA.valueSize(), 3), 0);
        for (int index = 0; index < CELLS.maxEntries(); index++) {
            map(CELLS).update(key(index), pattern(VALUE_SIZE, index), 0);
        }
        BpfMap table = map(TABLE);
        List<byte[]> keys = new ArrayList<>();
        table.forEach((key, _) -> keys.add(key));
        keys.forEach(table::delete);
        for (int index = 0; index < TABLE_START; index++) {
            table.update(key(index), pattern(VALUE_SIZE, 50 + index), 0);
        }
    }

    private static byte[] key(int index) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(index).array();
    }

    private static byte[] pattern(int size, int start) {
        byte[] bytes = new byte[size];
        for (int at = 0; at < size; at++) {
            bytes[at] = (byte) (start * 31 + at * 29);
        }
        return bytes;
    }

    private static List<String> words(byte[] context) {
        ByteBuffer buffer = ByteBuffer.wrap(context).order(ByteOrder.nativeOrder());
        List<String> words = new ArrayList<>();
        while (buffer.hasRemaining()) {
            words.add("%#x".formatted(buffer.getLong()));
        }
        return words;
    }

    private SortedMap<String, String> contents() {
        SortedMap<String, String> contents = new TreeMap<>();
        maps.forEach((name, map) -> map.forEach(
                (key, value) -> contents.put(name + "[" + Outcome.hex(key) + "]", Outcome.hex(value))));
        return contents;
    }

    @Override
    public void close() {
        kernel.close();
    }
}
