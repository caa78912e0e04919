/** Measurements, never on the class path of the product. */
@org.jspecify.annotations.NullMarked module dev.osmia.bench {
    requires static org.jspecify;
    requires dev.osmia.embedded;
    requires dev.osmia.linux;
    requires dev.osmia.verifier;
}
