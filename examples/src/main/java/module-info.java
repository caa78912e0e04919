/** Java programs that use Osmia as a library; the eBPF programs lie beside the sources. */
@org.jspecify.annotations.NullMarked module dev.osmia.examples {
    requires static org.jspecify;
    requires dev.osmia.embedded;
    requires dev.osmia.linux;
    requires dev.osmia.capture;

    exports dev.osmia.examples;
}
