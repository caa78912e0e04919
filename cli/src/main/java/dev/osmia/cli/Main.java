package dev.osmia.cli;

/** Where the JVM starts. */
public final class Main {
    private Main() {
    }

    /** Runs the command on the process's streams, and ends the process with its status. */
    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        int status = Osmia.run(console, arguments);
        if (isEnding()) {
            // Somebody ended the process, which undoes what was begun and keeps its own exit status: this waits for that.
            Runtime.getRuntime().exit(status);
        }
        if (console.out().checkError() && status == Osmia.DONE) {
            console.err().println("osmia: standard output: not all of the result could be written");
            status = Osmia.FAILED;
        }
        console.err().flush();
        // Nothing is left to be done at exit, and looking whether somebody wants to log it takes 20 ms.
        Runtime.getRuntime().halt(status);
    }

    private static boolean isEnding() {
        try {
            return Runtime.getRuntime().removeShutdownHook(new Thread());
        } catch (IllegalStateException _) {
            return true;
        }
    }
}
