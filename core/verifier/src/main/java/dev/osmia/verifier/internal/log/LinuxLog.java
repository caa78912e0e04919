package dev.osmia.verifier.internal.log;

import dev.osmia.btf.Btf;
import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.VerifierWork;
import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Touched;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes the log of Linux's verifier. At level 1 it is the log of the path that ends it: what was written of a path is taken
 * back when the next one is taken up.
 */
public final class LinuxLog implements Events {
    /** Bits of a level ({@code BPF_LOG_LEVEL1}, {@code BPF_LOG_LEVEL2}, {@code BPF_LOG_STATS}). */
    public static final int PATH = 1;
    public static final int ALL = 2;
    public static final int STATISTICS = 4;

    private static final int MOST_INSNS = 1_000_000;

    private final Program program;
    private final int level;
    private final LogBuffer log;
    private final InsnText insns;
    private final SourceText source;
    private final SearchText searches;
    private final Touched touched = new Touched();
    private final Deque<Long> marks = new ArrayDeque<>();
    private @Nullable Subprograms functions;
    private @Nullable InsnFacts facts;
    private boolean isPathNew;
    private long afterInsn;
    private long lengthOfInsn;
    private String circle = "";

    /**
     * Nothing is written yet.
     *
     * @param most characters that are kept: the last ones
     * @param showsAddresses whether the loader may know where maps are
     */
    public LinuxLog(ProgramSpec spec, Program program, int level, int most, boolean showsAddresses) {
        this.program = program;
        this.level = level;
        log = new LogBuffer(most);
        insns = new InsnText(program, showsAddresses);
        source = new SourceText(spec);
        searches = new SearchText(log, insns);
    }

    /** What is kept of the log. */
    public String text() {
        return log.text();
    }

    /** Whether its beginning is lost. */
    public boolean isTruncated() {
        return log.isTruncated();
    }

    private boolean showsAll() {
        return (level & ALL) != 0;
    }

    private boolean showsInsns() {
        return (level & (PATH | ALL)) != 0;
    }

    @Override
    public void functions(Subprograms all) {
        functions = all;
        for (int number = 0; showsAll() && number < all.count(); number++) {
            log.add("func#" + number + " @" + all.get(number).start() + "\n");
        }
    }

    @Override
    public void flow(InsnFacts ofInsns) {
        facts = ofInsns;
        if (!showsAll()) {
            return;
        }
        log.add("Live regs before insn:\n");
        for (int slot = 0; slot < program.length(); slot += program.insn(slot).slots()) {
            StringBuilder live = new StringBuilder();
            for (int register = 0; register < 10; register++) {
                live.append((ofInsns.liveRegs[slot] >> register & 1) != 0 ? (char) ('0' + register) : '.');
            }
            String component = ofInsns.component[slot] == 0 ? "" : Integer.toString(ofInsns.component[slot]);
            log.add("%3s %3d: %s %s\n".formatted(component, slot, live, insns.at(slot)));
        }
    }

    @Override
    public void begin(int function) {
        source.forget();
        isPathNew = false;
        if (function != 0 || program.replaced() != null) {
            log.add("Validating " + name(function) + "() func#" + function + "...\n");
        }
    }

    private String name(int function) {
        Btf types = program.types();
        return types == null ? "" : types.type(program.functions().get(function).typeId()).name();
    }

    @Override
    public void validated(int function) {
        if (showsInsns()) {
            log.add("Func#" + function + " ('" + name(function)
                    + "') is safe for any args that match its prototype\n");
        }
    }

    @Override
    public void explored() {
        if (!showsAll()) {
            log.cut(0);
        }
    }

    @Override
    public void instruction(State state, Touched since) {
        if (showsAll() && isPathNew) {
            log.add("\nfrom " + state.lastInsn + " to " + state.insn + ":");
            addState(state, state.current());
            isPathNew = false;
        }
        touched.add(since);
        if (!showsInsns()) {
            return;
        }
        if (!touched.isEmpty()) {
            addTouched(state);
        }
        addSource(state.insn);
        long before = log.end();
        log.add(state.insn).add(": ").add(insns.at(state.insn)).add("\n");
        afterInsn = log.end();
        lengthOfInsn = afterInsn - before;
    }

    private void addSource(int insn) {
        log.add(source.before(insn));
    }

    private void addState(State state, int frame) {
        log.add(StateText.of(state, frame, null));
    }

    /** What was touched stands beside the instruction if nothing was written in between. */
    private void addTouched(State state) {
        if (afterInsn != 0 && afterInsn == log.end()) {
            log.cut(afterInsn - 1);
            log.add(" ".repeat(blanks())).add(";");
        } else {
            log.add(state.insn).add(":");
        }
        log.add(StateText.of(state, state.current(), touched));
        touched.clear();
    }

    /** {@code vlog_alignment}. */
    private int blanks() {
        int length = (int) lengthOfInsn;
        int column = Math.max(length + 4, 40) + 7 & -8;
        return Math.max(1, column - length - 1);
    }

    @Override
    public void branch(State state, Touched since) {
        touched.add(since);
        if (showsInsns()) {
            addTouched(state);
        }
    }

    @Override
    public void putOff(State later, int insn, int from) {
        marks.push(log.end());
    }

    @Override
    public void resumed(State state, int insn, int from) {
        long mark = marks.pop();
        if (!showsAll()) {
            log.cut(mark);
        }
        isPathNew = true;
    }

    @Override
    public void pruned(State state) {
        if (showsInsns()) {
            log.add(isPathNew
                    ? "\nfrom " + state.lastInsn + " to " + state.insn + ": safe\n"
                    : state.insn + ": safe\n");
        }
    }

    @Override
    public void ended(State state) {
        touched.everything();
    }

    @Override
    public void circle(State before, State now) {
        circle = "cur state:" + StateText.of(now, now.current(), null)
                + "old state:" + StateText.of(before, before.current(), null);
    }

    @Override
    public void entered(State state) {
        if (showsInsns()) {
            log.add("caller:\n");
            addState(state, state.current() - 1);
            log.add("callee:\n");
            addState(state, state.current());
        }
    }

    @Override
    public void leaving(State state, int next) {
        if (showsInsns()) {
            log.add("returning from callee:\n");
            addState(state, state.current());
            log.add("to caller at " + next + ":\n");
            addState(state, state.current() - 1);
        }
        isPathNew |= program.insn(state.insn).op() == Insn.EXIT;
    }

    @Override
    public void loopLimit(State state) {
        if (showsAll()) {
            log.add("frame" + state.current() + " bpf_loop iteration limit reached\n");
        }
    }

    @Override
    public void note(String line) {
        if (!line.isEmpty()) {
            log.add(line).add("\n");
        }
    }

    @Override
    public void searchBack(int frame, int last, int first, int later) {
        if (showsAll()) {
            searches.begin(frame, last, first, later);
        }
    }

    @Override
    public void stepBack(int frame, int registers, long slots, int insn) {
        if (showsAll()) {
            searches.step(frame, registers, slots, insn);
        }
    }

    @Override
    public void marked(State state, int frame, int registers, long slots) {
        if (showsAll()) {
            searches.marked(state, frame, registers, slots);
        }
    }

    @Override
    public void searchFailed(State from) {
        if (showsAll()) {
            searches.failed(from);
        }
    }

    @Override
    public void marksAll(State state) {
        if (showsAll()) {
            searches.forced(state);
        }
    }

    @Override
    public void inherits(State from) {
        searches.inherits(from, showsAll());
    }

    @Override
    public void loopEntered(List<Integer> calls, int component) {
        if (showsAll()) {
            searches.loop("enter", calls, component);
        }
    }

    @Override
    public void loopClosed(List<Integer> calls, int component) {
        if (showsAll()) {
            searches.loop("backedge", calls, component);
        }
    }

    @Override
    public void loopLeft(List<Integer> calls, int component) {
        if (showsAll()) {
            searches.loop("exit", calls, component);
        }
    }

    @Override
    public void tooManyRounds() {
        if (showsAll()) {
            log.add("propagate_backedges: too many iterations\n");
        }
    }

    @Override
    public void stackChanged(int[] chain, boolean isLive, int frame, int insn, long before, long now) {
        if (showsAll() && before != now) {
            searches.stackChanged(chain, isLive ? "live" : "written", frame, insn, before, now);
        }
    }

    @Override
    public void stackSettled(int[] chain, int rounds) {
        if (showsAll()) {
            searches.stackSettled(chain, rounds);
        }
    }

    /** Why the program is not accepted. */
    public void rejected(Rejection rejection, int insn) {
        if (SourceText.isShownWith(rejection.lines().getFirst())) {
            addSource(insn);
        }
        rejection.lines().forEach(this::note);
        log.add(circle);
    }

    /**
     * The end of the log.
     *
     * @param nanos how long the verification took
     */
    public void end(VerifierWork work, boolean isAccepted, long nanos) {
        if ((level & STATISTICS) != 0) {
            log.add("verification time " + nanos / 1000 + " usec\nstack depth "
                    + new DepthText(program, functions, isAccepted ? facts : null).text() + "\n");
        }
        log.add("processed " + work.processed() + " insns (limit " + MOST_INSNS + ") max_states_per_insn "
                + work.mostStatesAtOneInstruction() + " total_states " + work.totalStates() + " peak_states "
                + work.peakStates() + " mark_read 0\n");
    }
}
