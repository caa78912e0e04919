package dev.osmia.cli.run;

import dev.osmia.abi.Helper;
import dev.osmia.cli.run.Outcome.TraceLine;
import dev.osmia.isa.Instruction;
import dev.osmia.kernel.BpfException;
import dev.osmia.linux.TracePipe;
import dev.osmia.object.ObjectSpec;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** What programs print, from either kernel. */
final class Trace implements AutoCloseable {
    private static final Set<Integer> PRINTING = Set.of(Helper.TRACE_PRINTK.id(), Helper.TRACE_VPRINTK.id());
    private static final String MARK = "bpf_trace_printk: ";

    private final Consumer<TraceLine> target;
    private @Nullable TracePipe pipe;
    private long packet;

    Trace(Consumer<TraceLine> target) {
        this.target = target;
    }

    /** Takes a line of the embedded kernel's. */
    void line(String text) {
        target.accept(new TraceLine(packet, text.stripTrailing()));
    }

    /** Opens Linux's trace output if a program writes there; returns why that does not work, or nothing. */
    String openPipe(ObjectSpec object) {
        boolean prints = object.programs()
                .values()
                .stream()
                .anyMatch(program -> program.code()
                        .instructions()
                        .stream()
                        .anyMatch(each -> each instanceof Instruction.CallHelper(var id) && PRINTING.contains(id)));
        if (!prints) {
            return "";
        }
        String reason = TracePipe.unavailableReason().orElse("");
        if (reason.isEmpty()) {
            try {
                pipe = TracePipe.open();
                read(pipe, _ -> {});
            } catch (BpfException refusal) {
                return String.valueOf(refusal.getMessage());
            }
        }
        return reason;
    }

    /** Says which packet comes next. */
    void next(long number) {
        packet = number;
    }

    /** Takes what Linux has for us. */
    void poll() {
        if (pipe != null) {
            read(pipe, line -> {
                int mark = line.indexOf(MARK);
                if (mark >= 0) {
                    line(line.substring(mark + MARK.length()));
                }
            });
        }
    }

    private static void read(TracePipe pipe, Consumer<String> target) {
        try {
            while (pipe.poll(Duration.ZERO, target) > 0) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (pipe != null) {
            pipe.close();
        }
    }
}
