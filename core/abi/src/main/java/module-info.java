/** What Linux defines for eBPF, as tables: program, attach and map types, helpers, contexts, section names. */
@org.jspecify.annotations.NullMarked module dev.osmia.abi {
    requires static org.jspecify;

    exports dev.osmia.abi;
}
