package dev.osmia.cli.run;

import dev.osmia.abi.SectionRule;
import dev.osmia.abi.SectionTable;
import dev.osmia.cli.Spelling;
import dev.osmia.object.ProgramSpec;

import java.util.List;

/** What the names of sections mean that are not Linux's. */
final class Sections {
    private static final String HOST = "osmia/";

    private Sections() {
    }

    /** Why a program whose section Linux does not know cannot run by hand. */
    static String explain(ProgramSpec program) {
        String section = program.section();
        if (section.startsWith(HOST)) {
            return "it is for hook " + program.attachTarget() + " of a Java host";
        }
        String near = nearest(section);
        return "its section is called " + section + ", which is no program type"
                + (near.isEmpty() ? " of Linux's" : "; did you mean " + near + "?");
    }

    private static String nearest(String section) {
        int slash = section.indexOf('/');
        String start = slash < 0 ? section : section.substring(0, slash);
        List<String> prefixes = SectionTable.rules().stream().map(SectionRule::prefix).toList();
        return Spelling.nearest(start, prefixes)
                .map(prefix -> slash < 0 ? prefix : prefix + section.substring(slash))
                .orElse("");
    }
}
