package dev.osmia.cli.run;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.object.ProgramSpec;

import java.util.List;
import java.util.TreeMap;

/** Lets tests of the command ask about section names. */
public final class SectionsProbe {
    private SectionsProbe() {
    }

    /** What is said about a program in a section that no kernel knows. */
    public static String explain(String section) {
        return Sections.explain(new ProgramSpec("p", section, ProgramType.HOST, null, section, 0, true, "GPL", 0,
                Code.of(new Instruction.Exit()), new TreeMap<>(), List.of(), null, List.of(), List.of()));
    }
}
