package dev.osmia.embedded;

import dev.osmia.embedded.internal.engine.CheckedEngine;

/** A kernel whose steps somebody sees. */
public final class WatchedKernel {
    private WatchedKernel() {
    }

    /** A kernel with the checked engine. */
    public static EmbeddedKernel open(int cpus, long instructionLimit, CheckedEngine.Watcher watcher) {
        return EmbeddedKernel.builder()
                .engine(EngineKind.CHECKED)
                .unverified()
                .cpus(cpus)
                .instructionLimit(instructionLimit)
                .trace(_ -> {})
                .watcher(watcher)
                .open();
    }
}
