package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.Code;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** A function cut into parts, each small enough that HotSpot compiles its method. */
final class Parts {
    private final List<Part> all;
    private final Map<Integer, Integer> tickets;

    private Parts(List<Part> all) {
        this.all = all;
        tickets = new HashMap<>();
        for (Part part : all) {
            for (int index = 0; index < part.entries().size(); index++) {
                tickets.put(part.entries().get(index), part.number() << 16 | index);
            }
        }
    }

    /**
     * Cuts a function.
     *
     * @param reached whether a run can come to the instruction at a slot
     */
    static Parts of(Function function, IntPredicate reached, Size size) {
        List<List<Code.Placed>> bodies = new Cutting(function, size).cut();
        int[] partOf = new int[function.liveAt().length];
        for (int number = 0; number < bodies.size(); number++) {
            for (Code.Placed placed : bodies.get(number)) {
                partOf[placed.slot()] = number;
            }
        }
        List<TreeSet<Integer>> entries = new ArrayList<>();
        bodies.forEach(_ -> entries.add(new TreeSet<>()));
        entries.get(partOf[function.entry()]).add(function.entry());
        for (Code.Placed placed : function.body()) {
            Flow.successors(placed, reached).filter(next -> partOf[next] != partOf[placed.slot()]).forEach(next -> {
                entries.get(partOf[next]).add(next);
            });
        }
        List<Part> parts = new ArrayList<>();
        for (int number = 0; number < bodies.size(); number++) {
            parts.add(new Part(number, bodies.get(number), List.copyOf(entries.get(number))));
        }
        return new Parts(parts);
    }

    /** Bytes of bytecode that an instruction takes at most. */
    interface Size {
        int of(Code.Placed placed);
    }

    List<Part> all() {
        return all;
    }

    /** Whether there is but one. */
    boolean isWhole() {
        return all.size() == 1;
    }

    /** The number by which parts say which one goes on, and where: the part's in the upper half, its entry's in the lower. */
    int ticket(int slot) {
        return Objects.requireNonNull(tickets.get(slot));
    }

    /** Finds where to cut: between blocks, and not inside of a loop that fits into one part. */
    private static final class Cutting {
        private final List<Code.Placed> body;
        /** For each index in the body the size of all before it. */
        private final long[] before;
        /** Where no loop that fits would be cut. */
        private final BitSet seams = new BitSet();
        private final BitSet starts = new BitSet();

        Cutting(Function function, Size size) {
            body = function.body();
            before = new long[body.size() + 1];
            Map<Integer, Integer> indexOf = new HashMap<>();
            for (int index = 0; index < body.size(); index++) {
                Code.Placed placed = body.get(index);
                indexOf.put(placed.slot(), index);
                before[index + 1] = before[index] + size.of(placed);
                if (function.targets().get(placed.slot())) {
                    starts.set(index);
                }
                if (Flow.target(placed) >= 0 || !Flow.goesOn(placed.instruction())) {
                    starts.set(index + 1);
                }
            }
            seams.or(starts);
            for (int index = 0; index < body.size(); index++) {
                int target = Flow.target(body.get(index));
                Integer first = target >= 0 && target <= body.get(index).slot() ? indexOf.get(target) : null;
                if (first != null && before[index + 1] - before[first] <= LIMIT) {
                    seams.clear(first + 1, index + 1);
                }
            }
        }

        List<List<Code.Placed>> cut() {
            List<List<Code.Placed>> parts = new ArrayList<>();
            int start = 0;
            while (start < body.size()) {
                int end = end(start);
                parts.add(body.subList(start, end));
                start = end;
            }
            return parts;
        }

        /** The last place to cut that keeps the part within the limit: best at a seam, else between blocks, else anywhere. */
        private int end(int start) {
            int most = start + 1;
            while (most < body.size() && before[most + 1] - before[start] <= LIMIT) {
                most++;
            }
            if (most == body.size()) {
                return most;
            }
            int seam = seams.previousSetBit(most);
            if (seam > start) {
                return seam;
            }
            int block = starts.previousSetBit(most);
            return block > start ? block : most;
        }
    }

    /**
     * Bytes of bytecode in a part. HotSpot compiles no method above 8,000 ({@code HugeMethodLimit}), and what a part does when
     * it is entered and left takes some, too.
     */
    private static final int LIMIT = 6500;
}
