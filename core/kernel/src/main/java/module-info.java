/** What every kernel is: programs, maps, links, typed views, ring buffer readers. */
@org.jspecify.annotations.NullMarked module dev.osmia.kernel {
    requires static org.jspecify;
    requires transitive dev.osmia.object;

    exports dev.osmia.kernel;
}
