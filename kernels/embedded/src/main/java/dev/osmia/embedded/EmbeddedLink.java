package dev.osmia.embedded;

import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;

import java.util.concurrent.atomic.AtomicBoolean;

/** An attachment that knows how to undo itself. */
final class EmbeddedLink implements BpfLink {
    private final EmbeddedProgram program;
    private final Hook hook;
    private final Runnable detach;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Holds the program until it is closed. */
    EmbeddedLink(EmbeddedProgram program, Hook hook, Runnable detach) {
        program.hold();
        this.program = program;
        this.hook = hook;
        this.detach = detach;
    }

    @Override
    public BpfProgram program() {
        return program;
    }

    @Override
    public Hook hook() {
        return hook;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            detach.run();
            program.letGo();
        }
    }
}
