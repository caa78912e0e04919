/** The {@code osmia} command. */
@org.jspecify.annotations.NullMarked module dev.osmia.cli {
    requires static org.jspecify;
    requires dev.osmia.capture;
    requires dev.osmia.embedded;
    requires dev.osmia.linux;
    requires dev.osmia.verifier;
    requires info.picocli;
    requires tools.jackson.core;
}
