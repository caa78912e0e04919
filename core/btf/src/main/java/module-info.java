/** BPF Type Format: read, write, print, compare. */
@org.jspecify.annotations.NullMarked module dev.osmia.btf {
    requires static org.jspecify;

    exports dev.osmia.btf;
}
