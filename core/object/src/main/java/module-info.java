/** eBPF object files read and written, and the immutable specifications that kernels load. */
@org.jspecify.annotations.NullMarked module dev.osmia.object {
    requires static org.jspecify;
    requires transitive dev.osmia.abi;
    requires transitive dev.osmia.btf;
    requires transitive dev.osmia.isa;

    exports dev.osmia.object;
}
