package dev.osmia.proof.maps;

import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.proof.Programs;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A kernel's map of some shape. What scripts call 0, 1, 2 … are its own descriptors and ids where values are such. */
final class Target implements AutoCloseable {
    private static final int NO_DESCRIPTOR = 1_000_000;
    private static final int NO_INTERFACE = 1_000_000;

    private final Shape shape;
    private final BpfMap map;
    private final List<BpfMap> inner;
    private final List<BpfProgram> programs;

    Target(Kernel kernel, Shape shape) {
        this.shape = shape;
        map = kernel.createMap(shape.spec());
        boolean holdsMaps = shape.values() == Shape.Values.MAPS;
        inner = holdsMaps
                ? Stream.of(Shape.INNER, Shape.INNER, Shape.ODD_INNER).map(kernel::createMap).toList()
                : List.of();
        programs = shape.values() == Shape.Values.PROGRAMS
                ? Stream.of(ProgramType.SOCKET_FILTER, ProgramType.SOCKET_FILTER, ProgramType.XDP)
                        .map(type -> Programs.load(kernel, type, "r0 = 0\nexit"))
                        .toList()
                : List.of();
    }

    BpfMap map() {
        return map;
    }

    Shape shape() {
        return shape;
    }

    /** The value that a script means by these bytes. */
    byte[] value(byte[] bytes) {
        int choice = bytes.length == 0 ? 0 : bytes[0] & 3;
        return switch (shape.values()) {
            case BYTES -> bytes;
            case MAPS -> resized(choice < inner.size() ? inner.get(choice).handle() : NO_DESCRIPTOR, bytes);
            case PROGRAMS -> resized(choice < programs.size() ? programs.get(choice).handle() : NO_DESCRIPTOR, bytes);
            case INTERFACES -> resized(choice < 3 ? 1 : NO_INTERFACE, bytes);
            case QUEUE_SIZES -> resized(choice * 8192, bytes);
        };
    }

    private static byte[] resized(int number, byte[] like) {
        return Arrays.copyOf(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(number).array(),
                like.length);
    }

    /** A value as all kernels show it. */
    String shown(byte @Nullable [] value) {
        if (value == null) {
            return "none";
        }
        return switch (shape.values()) {
            case MAPS -> "map " + position(value, inner.stream().map(BpfMap::id).toList());
            case PROGRAMS -> "program " + position(value, programs.stream().map(BpfProgram::id).toList());
            case BYTES, INTERFACES, QUEUE_SIZES -> HexFormat.of().formatHex(value);
        };
    }

    private static int position(byte[] value, List<Integer> ids) {
        return ids.indexOf(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
    }

    @Override
    public void close() {
        map.close();
        inner.forEach(BpfMap::close);
        programs.forEach(BpfProgram::close);
    }
}
