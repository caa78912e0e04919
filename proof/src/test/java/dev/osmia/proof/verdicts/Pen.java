package dev.osmia.proof.verdicts;

import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.proof.fuzz.Dice;
import dev.osmia.proof.verdicts.Scene.Held;
import dev.osmia.proof.verdicts.Scene.Sort;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Writes a piece of a random function, and knows what its registers hold behind what is written. */
final class Pen {
    final RandomCandidate program;
    final Dice dice;
    final List<Instruction> code = new ArrayList<>();
    final int depth;
    /** Bytes of the frame that may be used. */
    final int frame;
    /** Registers that what is written now must leave alone. */
    final Set<Register> kept;
    Scene scene;
    /** Whether a spin lock is held or control may come back, so that nothing elaborate can be done. */
    boolean isPlain;

    private Pen(RandomCandidate program, int depth, int frame, Set<Register> kept, Scene scene, boolean isPlain) {
        this.program = program;
        this.dice = program.dice();
        this.depth = depth;
        this.frame = frame;
        this.kept = kept;
        this.scene = scene;
        this.isPlain = isPlain;
    }

    static Pen ofFunction(RandomCandidate program, int depth, int frame) {
        return new Pen(program, depth, frame, EnumSet.noneOf(Register.class), Scene.empty(), false);
    }

    /** For a piece that stands behind a branch; its code is the caller's to add. */
    Pen inner() {
        return new Pen(program, depth - 1, frame, EnumSet.copyOf(kept.isEmpty() ? Set.of(Register.R10) : kept),
                scene.copy(), isPlain);
    }

    /** For what is done again and again: it multiplies what verifiers have to follow, so it is kept simple. */
    Pen round() {
        return new Pen(program, Math.min(depth - 1, 1), frame, inner().kept, scene.copy(), isPlain);
    }

    void add(Instruction... instructions) {
        code.addAll(List.of(instructions));
    }

    int slots() {
        return RandomCandidate.slots(code);
    }

    Held get(Register register) {
        return scene.get(register);
    }

    void set(Register register, Held held) {
        scene.set(register, held);
    }

    /** Whether something wrong is to be done on purpose. */
    boolean slips() {
        return dice.below(250) == 0;
    }

    List<Register> registers(Predicate<Held> wanted) {
        List<Register> all = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            if (wanted.test(scene.get(Register.of(number)))) {
                all.add(Register.of(number));
            }
        }
        return all;
    }

    /** A register that may be overwritten. */
    Register target(Register... others) {
        List<Register> avoided = List.of(others);
        while (true) {
            Register register = Register.of(dice.below(10));
            if (!kept.contains(register) && !avoided.contains(register)
                    && (register != Register.R6 || dice.chance(5))) {
                return register;
            }
        }
    }

    /** A register that holds a number, which is made if there is none. */
    Register number(Register... others) {
        List<Register> avoided = List.of(others);
        List<Register> numbers = registers(held -> held.is(Sort.NUMBER));
        numbers.removeAll(avoided);
        if (!numbers.isEmpty()) {
            return dice.of(numbers);
        }
        Register made = target(others);
        Numbers.fresh(this, made);
        return made;
    }

    /** A register that holds a number and may be changed. */
    Register variable(Register... others) {
        List<Register> avoided = new ArrayList<>(List.of(others));
        avoided.addAll(kept);
        return number(avoided.toArray(Register[]::new));
    }

    void forgetArguments() {
        for (int number = 1; number <= 5; number++) {
            set(Register.of(number), Scene.NOTHING);
        }
    }
}
