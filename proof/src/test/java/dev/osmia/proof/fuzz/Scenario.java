package dev.osmia.proof.fuzz;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.proof.Programs;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * A program of the type {@code SYSCALL} and the context that it starts with. As text, the form in which cases are
 * saved, it is a comment with the context and the listing.
 *
 * @param code wide loads of maps hold their number in {@link Stage#MAPS} in place of a descriptor
 */
record Scenario(Code code, byte[] context) {
    private static final String CONTEXT = "; context ";

    ProgramSpec program() {
        Map<Integer, Reference> references = new HashMap<>();
        for (Code.Placed placed : code) {
            if (placed.instruction() instanceof Instruction.LoadWide(_, var source, int map, int offset)) {
                if (source == WideSource.MAP_FD) {
                    references.put(placed.slot(), new Reference.ToMap(Stage.MAPS.get(map).name()));
                } else if (source == WideSource.MAP_VALUE) {
                    references.put(placed.slot(), new Reference.ToMapValue(Stage.MAPS.get(map).name(), offset));
                }
            }
        }
        return ProgramSpec.of("random", dev.osmia.abi.ProgramType.SYSCALL, code, references)
                .withFlags(Programs.SLEEPABLE);
    }

    String text() {
        return CONTEXT + HexFormat.of().formatHex(context) + "\n"
                + Disassembler.listing(code, Dialect.LINUX, Symbols.NONE);
    }

    static Scenario parse(String text) {
        String hex = text.lines()
                .filter(line -> line.startsWith(CONTEXT))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a saved case has a line `" + CONTEXT + "HEX`"));
        return new Scenario(Assembler.assemble(text, Dialect.LINUX),
                HexFormat.of().parseHex(hex.substring(CONTEXT.length()).strip()));
    }
}
