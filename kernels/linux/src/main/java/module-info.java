/** The Linux kernel as an Osmia kernel: bpf(2) without native code of its own. */
@org.jspecify.annotations.NullMarked module dev.osmia.linux {
    requires static org.jspecify;
    requires transitive dev.osmia.kernel;

    exports dev.osmia.linux;
}
