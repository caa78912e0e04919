/** The eBPF and classic BPF instruction sets: encode, decode, assemble, disassemble. */
@org.jspecify.annotations.NullMarked module dev.osmia.isa {
    requires static transitive org.jspecify;

    exports dev.osmia.isa;
    exports dev.osmia.isa.classic;
    exports dev.osmia.isa.text;
}
