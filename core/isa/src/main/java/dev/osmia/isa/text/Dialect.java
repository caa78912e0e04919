package dev.osmia.isa.text;

/** The ways in which eBPF instructions are written. */
public enum Dialect {
    /**
     * As Linux's verifier log, {@code bpftool} and LLVM write them: {@code r1 = *(u32 *)(r2 +4)}. Where Linux's text
     * leaves out a part of the encoding, this dialect adds it: {@code ll} marks a 64-bit immediate, and {@code @3} the
     * module of a kernel function.
     */
    LINUX,
    /** One mnemonic and its operands, as user-space virtual machines write them: {@code ldxw %r1, [%r2+4]}. */
    MNEMONIC;

    InstructionWriter writer() {
        return switch (this) {
            case LINUX -> new LinuxWriter();
            case MNEMONIC -> new MnemonicWriter();
        };
    }

    InstructionReader reader() {
        return switch (this) {
            case LINUX -> new LinuxReader();
            case MNEMONIC -> new MnemonicReader();
        };
    }
}
