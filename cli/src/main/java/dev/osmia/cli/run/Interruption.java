package dev.osmia.cli.run;

import java.io.IOException;

/** What is undone when somebody ends the process, by Ctrl-C for instance; nothing if that does not happen. */
final class Interruption implements AutoCloseable {
    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /** Something to undo, in a thread of its own. */
    @FunctionalInterface
    interface Undoing {
        /** Undoes it. */
        void run() throws IOException;
    }

    /** From now on, up to {@link #close}, the end of the process undoes that. */
    static Interruption undoneBy(Undoing undoing) {
        Runnable undo = () -> {
            try {
                undoing.run();
            } catch (IOException _) {
                // The process ends; nobody is left to be told.
            }
        };
        Thread hook = new Thread(undo, "interruption");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process ends already.
            undo.run();
        }
        return new Interruption(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process ends, and the hook is at work.
        }
    }
}
