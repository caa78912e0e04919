package dev.osmia.verifier.internal.log;

import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;

import java.util.List;
import java.util.StringJoiner;

/** What Linux's verifier writes, at level 2, of the search for numbers that matter and of which stack slots do. */
final class SearchText {
    private static final String PREFIX = "mark_precise: frame";

    private final LogBuffer log;
    private final InsnText insns;

    SearchText(LogBuffer log, InsnText insns) {
        this.log = log;
        this.insns = insns;
    }

    void begin(int frame, int last, int first, int later) {
        log.add(PREFIX + frame + ": last_idx " + last + " first_idx " + first + " subseq_idx " + later + " \n");
    }

    void step(int frame, int registers, long slots, int insn) {
        log.add(PREFIX + frame + ": regs=" + registers(registers) + " stack=" + slots(slots) + " before " + insn + ": "
                + insns.at(insn) + "\n");
    }

    void marked(State state, int frame, int registers, long slots) {
        log.add(PREFIX + frame + ": parent state regs=" + registers(registers) + " stack=" + slots(slots) + ": "
                + StateText.of(state, frame, null));
    }

    void failed(State from) {
        log.add(PREFIX + from.current() + ": falling back to forcing all scalars precise\n");
    }

    void forced(State state) {
        for (int index = 0; index <= state.current(); index++) {
            String prefix = "force_precise: frame" + index + ": forcing ";
            Frame frame = state.frame(index);
            for (int number = 0; number < Frame.FP; number++) {
                Reg reg = frame.regs[number];
                if (reg.isNumber() && !reg.precise()) {
                    log.add(prefix + "r" + number + " to be precise\n");
                }
            }
            for (int slot = 0; slot < frame.slots(); slot++) {
                if (frame.slot(slot).isNumber() && !frame.slot(slot).spilled().precise()) {
                    log.add(prefix + "fp" + offset(slot) + " to be precise\n");
                }
            }
        }
    }

    /** Linux ends each frame's line at every level, whether it has begun it or not. */
    void inherits(State from, boolean isShown) {
        for (int index = from.current(); index >= 0; index--) {
            StringJoiner places = places(from.frame(index));
            if (places.length() > 0) {
                log.add(isShown ? "frame " + index + ": propagating " + places + "\n" : "\n");
            }
        }
    }

    private static StringJoiner places(Frame frame) {
        StringJoiner places = new StringJoiner(",");
        for (int number = 0; number < Frame.FP; number++) {
            if (frame.regs[number].isNumber() && frame.regs[number].precise()) {
                places.add("r" + number);
            }
        }
        for (int slot = 0; slot < frame.slots(); slot++) {
            if (frame.slot(slot).isNumber() && frame.slot(slot).spilled().precise()) {
                places.add("fp" + offset(slot));
            }
        }
        return places;
    }

    void stackChanged(int[] chain, String what, int frame, int insn, long before, long now) {
        long gained = now & ~before;
        long lost = before & ~now;
        log.add(chain(chain) + " frame " + frame + " insn " + insn + " ");
        if (gained != 0) {
            log.add("+" + what + " " + slots(gained) + " ");
        }
        if (lost != 0) {
            log.add("-" + what + " " + slots(lost));
        }
        log.add("\n");
    }

    void stackSettled(int[] chain, int rounds) {
        log.add(chain(chain) + " live stack update done in " + rounds + " iterations\n");
    }

    void loop(String what, List<Integer> calls, int component) {
        StringJoiner chain = new StringJoiner(",", "SCC " + what + " (", ")\n");
        // Linux takes the first slot of the program for the end of the list.
        calls.stream().takeWhile(call -> call != 0).forEach(call -> chain.add(call.toString()));
        log.add(chain.add(Integer.toString(component)).toString());
    }

    private static String chain(int[] calls) {
        StringJoiner chain = new StringJoiner(",", "(", ")");
        for (int call : calls) {
            chain.add(Integer.toString(call));
        }
        return chain.toString();
    }

    private static int offset(int slot) {
        return -(slot + 1) * Slot.SIZE;
    }

    private static String registers(int mask) {
        StringJoiner names = new StringJoiner(",");
        for (int number = 0; mask >>> number != 0; number++) {
            if ((mask >>> number & 1) != 0) {
                names.add("r" + number);
            }
        }
        return names.toString();
    }

    private static String slots(long mask) {
        StringJoiner offsets = new StringJoiner(",");
        for (int slot = 0; slot < Long.SIZE; slot++) {
            if ((mask >>> slot & 1) != 0) {
                offsets.add(Integer.toString(offset(slot)));
            }
        }
        return offsets.toString();
    }
}
