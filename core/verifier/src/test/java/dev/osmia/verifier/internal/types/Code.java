package dev.osmia.verifier.internal.types;

/** Instructions, encoded. */
final class Code {
    static final long ZERO = instruction(0xb7, 0, 0, 0, 0);
    static final long EXIT = instruction(0x95, 0, 0, 0, 0);

    private Code() {
    }

    static long instruction(int code, int to, int from, int off, int immediate) {
        return code | (long) to << 8 | (long) from << 12 | (off & 0xffffL) << 16 | (long) immediate << 32;
    }

    /** {@code rTO = *(SIZE *)(rFROM + off)}. */
    static long load(int size, int to, int from, int off) {
        return instruction(0x61 | width(size), to, from, off, 0);
    }

    /** {@code *(SIZE *)(rTO + off) = 0}. */
    static long store(int size, int to, int off) {
        return instruction(0x62 | width(size), to, 0, off, 0);
    }

    private static int width(int size) {
        return switch (size) {
            case 1 -> 0x10;
            case 2 -> 0x08;
            case 4 -> 0x00;
            default -> 0x18;
        };
    }

    /** {@code call} of a helper. */
    static long helper(int number) {
        return instruction(0x85, 0, 0, 0, number);
    }

    /** {@code rTO += immediate}. */
    static long add(int to, int immediate) {
        return instruction(0x07, to, 0, 0, immediate);
    }

    /** {@code rTO = rFROM}. */
    static long copy(int to, int from) {
        return instruction(0xbf, to, from, 0, 0);
    }

    /** {@code if rREGISTER == 0}, its target still to be filled in. */
    static long exitIfNull(int register) {
        return instruction(0x15, register, 0, 0, 0);
    }

    static boolean isJump(long instruction) {
        return (instruction & 0xff) == 0x15;
    }

    /** The jump with its target: as many instructions on. */
    static long jumpTo(long jump, int distance) {
        return jump | (distance & 0xffffL) << 16;
    }

    /** {@code call} of a function of the program. */
    static long call(int distance) {
        return instruction(0x85, 0, 1, 0, distance);
    }

    /** {@code rTO = immediate}. */
    static long set(int to, int immediate) {
        return instruction(0xb7, to, 0, 0, immediate);
    }
}
