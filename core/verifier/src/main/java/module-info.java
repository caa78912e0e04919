/** Whether a program is safe, and if not, why not: the verdict of Linux's verifier, and an explanation. */
@org.jspecify.annotations.NullMarked module dev.osmia.verifier {
    requires static org.jspecify;
    requires transitive dev.osmia.object;

    exports dev.osmia.verifier;
}
