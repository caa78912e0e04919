package dev.osmia.proof.conformance;

import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.proof.Subject;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A few instructions and what they must leave in a register.
 *
 * @param inputs what registers hold at the start, unknown to a verifier; the others hold anything
 * @param body may use the stack below {@code r10 - 8}, and wide loads of addresses in {@link Batch#MEMORY}
 * @param result the register that counts
 * @param refusal what Linux's verifier says about the body, empty if it accepts it
 */
record Case(SortedMap<Register, Long> inputs, List<Instruction> body, Register result, long expected, String refusal) {

    Case {
        inputs = new TreeMap<>(inputs);
        body = List.copyOf(body);
    }

    static Case of(Map<Register, Long> inputs, List<Instruction> body, Register result, long expected) {
        return new Case(new TreeMap<>(inputs), body, result, expected, "");
    }

    Case refusedBy(String refusal) {
        return new Case(inputs, body, result, expected, refusal);
    }

    boolean isFor(Subject subject) {
        return !subject.verifies() || refusal.isEmpty();
    }

    /** What to call it in a failure. */
    String describe() {
        return inputs.entrySet()
                .stream()
                .map(input -> input.getKey().name().toLowerCase(java.util.Locale.ROOT) + " = 0x"
                        + Long.toHexString(input.getValue()))
                .collect(Collectors.joining(", ", "", "; "))
                + body.stream()
                        .map(instruction -> Disassembler.print(instruction, Dialect.LINUX))
                        .collect(Collectors.joining("; "))
                + " -> " + result.name().toLowerCase(java.util.Locale.ROOT);
    }
}
