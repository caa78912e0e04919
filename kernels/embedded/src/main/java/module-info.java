/** The eBPF kernel inside the JVM: memory, maps, helpers, engines, hooks. */
@org.jspecify.annotations.NullMarked module dev.osmia.embedded {
    requires static org.jspecify;
    requires transitive dev.osmia.kernel;
    requires dev.osmia.verifier;

    exports dev.osmia.embedded;
}
