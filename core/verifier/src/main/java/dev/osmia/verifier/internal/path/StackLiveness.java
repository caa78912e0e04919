package dev.osmia.verifier.internal.path;

import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.flow.Order;
import dev.osmia.verifier.internal.flow.Successors;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which stack slots may be read before they are written again ({@code kernel/bpf/liveness.c}). For each chain of calls the
 * exploration notes what every instruction may have read and must have written; from that, what is live follows backwards
 * through the function, and out of it to its call.
 */
public final class StackLiveness {
    private final Successors successors;
    private final Subprograms subprograms;
    private final Order order;
    private final InsnFacts facts;
    private final Events events;
    private final Map<Chain, Instance> instances = new HashMap<>();
    private final long[] written = new long[State.MAX_FRAMES];
    private final @Nullable Instance[] queried = new Instance[State.MAX_FRAMES];
    private @Nullable Instance current;
    private int writtenAt;
    private int queriedFrame;
    private int queriedInsn;

    /** The calls that lead to a function, and where it starts. */
    private record Chain(int[] calls) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Chain(var others) && Arrays.equals(calls, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(calls);
        }
    }

    /** What is known of the slots of one frame, by instruction. */
    private static final class Masks {
        final long[] mayRead;
        final long[] mustWrite;
        final long[] mustWriteLater;
        final long[] live;

        Masks(int length) {
            mayRead = new long[length];
            mustWrite = new long[length];
            mustWriteLater = new long[length];
            live = new long[length];
        }
    }

    /** A function as it is reached by one chain of calls. */
    private static final class Instance {
        final Chain chain;
        final int[] starts;
        final int start;
        final int length;
        final @Nullable Masks[] frames = new Masks[State.MAX_FRAMES];
        final boolean[] isWriteKnown;
        boolean isUpdated;
        boolean hasLostWrites;

        Instance(Chain chain, int[] starts, int length) {
            this.chain = chain;
            this.starts = starts;
            this.start = starts[starts.length - 1];
            this.length = length;
            isWriteKnown = new boolean[length];
        }

        int frame() {
            return starts.length - 1;
        }

        Masks masks(int frame) {
            Masks masks = frames[frame];
            if (masks == null) {
                masks = new Masks(length);
                frames[frame] = masks;
            }
            return masks;
        }

        boolean isLive(int insn, int frame, int slot) {
            Masks masks = frames[frame];
            return masks != null && (masks.live[insn - start] >>> slot & 1) != 0;
        }
    }

    public StackLiveness(Successors successors, Subprograms subprograms, Order order, InsnFacts facts,
            Events events) {
        this.successors = successors;
        this.subprograms = subprograms;
        this.order = order;
        this.facts = facts;
        this.events = events;
    }

    private Instance instance(State state, int frame) {
        int[] calls = new int[frame + 1];
        int[] starts = new int[frame + 1];
        for (int index = 0; index <= frame; index++) {
            Frame at = state.frame(index);
            starts[index] = subprograms.get(at.subprogram).start();
            calls[index] = index < frame ? state.frame(index + 1).callSite : starts[index];
        }
        return instance(new Chain(calls), starts);
    }

    private Instance instance(Chain chain, int[] starts) {
        return instances.computeIfAbsent(chain, key -> {
            Subprograms.Subprogram function = subprograms
                    .get(subprograms.containing(starts[starts.length - 1]));
            return new Instance(key, starts, function.end() - function.start());
        });
    }

    private Instance caller(Instance callee) {
        int frame = callee.frame() - 1;
        int[] calls = Arrays.copyOf(callee.chain.calls(), frame + 1);
        int[] starts = Arrays.copyOf(callee.starts, frame + 1);
        calls[frame] = starts[frame];
        return instance(new Chain(calls), starts);
    }

    private Instance current(State state) {
        Instance known = current;
        if (known == null) {
            known = instance(state, state.current());
            current = known;
        }
        return known;
    }

    /** Another function is entered. */
    public void forgetCurrent() {
        current = null;
    }

    /** Notes that an instruction may read slots of a frame. */
    public void read(State state, int frame, int insn, long slots) {
        read(current(state), frame, insn, slots);
    }

    private static void read(Instance instance, int frame, int insn, long slots) {
        Masks masks = instance.masks(frame);
        int at = insn - instance.start;
        long reads = masks.mayRead[at] | slots;
        if (reads != masks.mayRead[at] && (reads | masks.live[at]) != masks.live[at]) {
            instance.isUpdated = true;
        }
        masks.mayRead[at] = reads;
    }

    /** Begins to take note of what an instruction writes. */
    public void begin(State state, int insn) {
        begin(current(state), insn);
    }

    private void begin(Instance instance, int insn) {
        writtenAt = insn;
        Arrays.fill(written, 0, instance.frame() + 1, 0);
    }

    /** Notes that the instruction writes all of some slots. */
    public void write(int frame, long slots) {
        written[frame] |= slots;
    }

    /** Keeps what was noted since {@link #begin}. */
    public void commit() {
        Instance known = current;
        if (known != null) {
            commit(known);
        }
    }

    private void commit(Instance instance) {
        int at = writtenAt - instance.start;
        for (int frame = 0; frame <= instance.frame(); frame++) {
            long mask = written[frame];
            Masks masks = mask == 0 ? instance.frames[frame] : instance.masks(frame);
            if (masks == null || mask == 0 && !instance.isWriteKnown[at]) {
                continue;
            }
            // Linux keeps the old value in 32 bits here, so that slots below 256 bytes are written for the first time only.
            long old = masks.mustWrite[at] & 0xffff_ffffL;
            if (instance.isWriteKnown[at]) {
                mask &= old;
            }
            if (old != mask) {
                masks.mustWrite[at] = mask;
                instance.isUpdated = true;
            }
            if ((old & ~mask) != 0) {
                instance.hasLostWrites = true;
            }
        }
        instance.isWriteKnown[at] = true;
        writtenAt = 0;
    }

    /** Works out what is live in all functions that a state is in, so that it can be asked for. */
    public void update(State state) {
        current = null;
        for (int frame = state.current(); frame >= 0; frame--) {
            Instance instance = instance(state, frame);
            if (instance.isUpdated) {
                update(instance);
                instance.isUpdated = false;
                instance.hasLostWrites = false;
            }
        }
    }

    private void update(Instance instance) {
        if (instance.hasLostWrites) {
            for (int frame = 0; frame <= instance.frame(); frame++) {
                Masks masks = instance.frames[frame];
                if (masks != null) {
                    Arrays.fill(masks.mustWriteLater, 0);
                }
            }
        }
        int subprogram = subprograms.containing(instance.start);
        boolean changed = true;
        int rounds = 0;
        while (changed) {
            changed = false;
            rounds++;
            for (int frame = 0; frame <= instance.frame(); frame++) {
                Masks masks = instance.frames[frame];
                if (masks != null) {
                    for (int at = order.start(subprogram); at < order.start(subprogram + 1); at++) {
                        changed |= update(instance, frame, masks, order.slot(at));
                    }
                }
            }
        }
        events.stackSettled(instance.chain.calls(), rounds);
        if (instance.frame() > 0) {
            propagate(instance);
        }
    }

    private boolean update(Instance instance, int frame, Masks masks, int insn) {
        int start = instance.start;
        int next = successors.next(insn);
        int target = successors.target(insn);
        if (next < 0 && target < 0) {
            return false;
        }
        int at = insn - start;
        long after = 0;
        long later = -1L;
        if (next >= 0) {
            after |= masks.live[next - start];
            later &= masks.mustWriteLater[next - start];
        }
        if (target >= 0) {
            after |= masks.live[target - start];
            later &= masks.mustWriteLater[target - start];
        }
        later |= masks.mustWrite[at];
        long before = after & ~masks.mustWrite[at] | masks.mayRead[at];
        boolean changed = before != masks.live[at] || later != masks.mustWriteLater[at];
        if (changed && (masks.mayRead[at] != 0 || masks.mustWrite[at] != 0 || at == 0 || facts.isPrunePoint[insn])) {
            events.stackChanged(instance.chain.calls(), true, frame, insn, masks.live[at], before);
            events.stackChanged(instance.chain.calls(), false, frame, insn, masks.mustWriteLater[at], later);
        }
        masks.live[at] = before;
        masks.mustWriteLater[at] = later;
        return changed;
    }

    /** What a function reads and writes of its callers' stacks, the call does. */
    private void propagate(Instance instance) {
        Instance outer = caller(instance);
        int call = instance.chain.calls()[instance.frame() - 1];
        begin(outer, call);
        for (int frame = 0; frame < instance.frame(); frame++) {
            Masks masks = instance.frames[frame];
            if (masks != null) {
                write(frame, masks.mustWriteLater[0]);
                read(outer, frame, call, masks.live[0]);
            }
        }
        commit(outer);
    }

    /** Prepares {@link #isLive} for a state. */
    public void query(State state) {
        for (int frame = 0; frame <= state.current(); frame++) {
            queried[frame] = instance(state, frame);
        }
        queriedFrame = state.current();
        queriedInsn = state.insn;
    }

    /** Whether a slot of the state may still be read. */
    public boolean isLive(int frame, int slot) {
        Instance inner = Objects.requireNonNull(queried[queriedFrame]);
        if (inner.isLive(queriedInsn, frame, slot)) {
            return true;
        }
        for (int index = frame; index < queriedFrame; index++) {
            int call = inner.chain.calls()[index];
            Instance outer = Objects.requireNonNull(queried[index]);
            if (outer.isLive(facts.callsBack[call] ? call : call + 1, frame, slot)) {
                return true;
            }
        }
        return false;
    }
}
