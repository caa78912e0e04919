package dev.osmia.proof.verdicts;

import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.WideSource;
import dev.osmia.proof.fuzz.Dice;
import dev.osmia.proof.verdicts.Scene.Held;
import dev.osmia.proof.verdicts.Scene.Sort;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes programs of all the things that verifiers have to understand, mostly such as they accept. */
final class RandomCandidate {
    private static final List<ProgramType> TYPES = List.of(ProgramType.XDP, ProgramType.XDP, ProgramType.SCHED_CLS,
            ProgramType.SCHED_CLS, ProgramType.SOCKET_FILTER, ProgramType.SYSCALL, ProgramType.KPROBE,
            ProgramType.RAW_TRACEPOINT, ProgramType.TRACEPOINT, ProgramType.CGROUP_SKB);
    /** In so many percent of the programs anything is tried, most of which is refused. */
    private static final int WILD = 15;
    private static final int MOST_SLOTS = 260;
    private static final int MOST_FUNCTIONS = 5;

    private final Dice dice;
    private final boolean isWild;
    private final Candidate.Place place;
    private final List<List<Instruction>> functions = new ArrayList<>();
    private int slots;
    private int nesting;
    private boolean hasCallback;

    private RandomCandidate(Dice dice) {
        this.dice = dice;
        isWild = dice.chance(WILD);
        place = isWild ? Wild.place(dice) : Candidate.Place.of(dice.of(TYPES));
    }

    /** The program of a seed, always the same. */
    static Candidate of(long seed) {
        Dice dice = new Dice(seed);
        Candidate candidate = written(dice);
        return dice.chance(75) ? candidate : Mutation.of(candidate, dice);
    }

    /** A program that nothing was done to. */
    static Candidate written(Dice dice) {
        return new RandomCandidate(dice).write();
    }

    Dice dice() {
        return dice;
    }

    ProgramType type() {
        return place.type();
    }

    /** Whether the program may do what is likely to be refused. */
    boolean isWild() {
        return isWild;
    }

    /** Whether it is written on a function that is not the program itself. */
    boolean isInside() {
        return nesting > 1;
    }

    boolean hasRoom() {
        slots++;
        return slots < MOST_SLOTS / 4;
    }

    private Candidate write() {
        int flags = type() == ProgramType.SYSCALL ? ProgramFlag.SLEEPABLE.value() : 0;
        if (dice.chance(25)) {
            flags |= ProgramFlag.TEST_STATE_FREQ.value();
        }
        if (dice.chance(5)) {
            flags |= ProgramFlag.STRICT_ALIGNMENT.value();
        }
        if (dice.chance(5)) {
            flags |= ProgramFlag.TEST_REG_INVARIANTS.value();
        }
        function(Map.of(Register.R1, new Held(Sort.CONTEXT, 0, 0, 0)), 3);
        return new Candidate(place, flags, hasCallback || dice.chance(50), Code.of(linked()));
    }

    /** Writes a function that a helper calls. */
    int callback(Map<Register, Held> arguments) {
        hasCallback = true;
        return function(arguments, 1);
    }

    /** Whether another function may be written. */
    boolean mayCall() {
        return functions.size() < MOST_FUNCTIONS && nesting < 4;
    }

    /**
     * Writes a function.
     *
     * @param arguments what it is called with
     * @return its number
     */
    int function(Map<Register, Held> arguments, int depth) {
        int number = functions.size();
        functions.add(List.of());
        nesting++;
        Pen pen = Pen.ofFunction(this, depth, isInside() ? dice.of(16, 40, 64) : dice.of(32, 64, 128, 256));
        arguments.forEach(pen::set);
        if (pen.get(Register.R1).is(Sort.CONTEXT) && dice.chance(95)) {
            pen.add(Insns.move(Register.R6, Register.R1));
            pen.set(Register.R6, pen.get(Register.R1));
        }
        for (int count = dice.below(4); count > 0; count--) {
            Register register = pen.target(Register.R1, Register.R2, Register.R3, Register.R4);
            Numbers.fresh(pen, register);
        }
        if (dice.chance(50)) {
            for (int word = 1; word <= pen.frame / 8; word++) {
                if (dice.chance(70)) {
                    pen.add(dice.chance(50)
                            ? Insns.store(dev.osmia.isa.Size.DW, Register.R10, -8 * word, dice.below(3))
                            : Insns.store(dev.osmia.isa.Size.DW, Register.R10, -8 * word, pen.number()));
                }
            }
        }
        for (int left = 1 + dice.below(isInside() ? 2 : 4); left > 0; left--) {
            Shapes.block(pen);
        }
        Shapes.finish(pen);
        functions.set(number, pen.code);
        nesting--;
        return number;
    }

    static int slots(List<Instruction> code) {
        return code.stream().mapToInt(Instruction::slots).sum();
    }

    /** Puts the functions behind each other; until now calls hold the number of what they call. */
    private List<Instruction> linked() {
        int[] starts = new int[functions.size()];
        for (int index = 1; index < starts.length; index++) {
            starts[index] = starts[index - 1] + slots(functions.get(index - 1));
        }
        List<Instruction> code = new ArrayList<>();
        int slot = 0;
        for (List<Instruction> function : functions) {
            for (Instruction instruction : function) {
                code.add(switch (instruction) {
                    case Instruction.CallLocal(int index) -> new Instruction.CallLocal(starts[index] - slot - 1);
                    case Instruction.LoadWide(var to, var source, int index, _) when source == WideSource.FUNCTION ->
                        new Instruction.LoadWide(to, source, starts[index] - slot - 1, 0);
                    default -> instruction;
                });
                slot += instruction.slots();
            }
        }
        return code;
    }
}
