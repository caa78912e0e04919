package dev.osmia.object.internal;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.SectionName;
import dev.osmia.abi.SectionRule;
import dev.osmia.abi.SectionTable;
import dev.osmia.abi.SectionTrait;
import dev.osmia.object.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a section says about its programs.
 *
 * <p>{@code osmia/NAME} is the hook NAME of a host. A section that no kernel has a rule for is taken for a hook too, by
 * its whole name: the object can be read, and loading the program says that there is no such hook.
 *
 * @param name without the question mark
 * @param target what it attaches to, empty if nothing
 * @param flags for the load
 * @param autoload false if the name starts with a question mark
 */
record ProgramSection(String name, ProgramType type, @Nullable AttachType attachType, String target, int flags,
        boolean autoload) {
    private static final String HOST_PREFIX = "osmia/";
    /** In front of a section's name: what is in it is not loaded with the rest. */
    static final String ON_REQUEST = "?";
    /** The flags that section names can give. */
    private static final int NAMED_FLAGS = ProgramFlag.SLEEPABLE.value() | ProgramFlag.XDP_HAS_FRAGS.value();

    static ProgramSection parse(String section) {
        boolean autoload = !section.startsWith(ON_REQUEST);
        String name = autoload ? section : section.substring(ON_REQUEST.length());
        if (name.startsWith(HOST_PREFIX)) {
            return new ProgramSection(name, ProgramType.HOST, null, name.substring(HOST_PREFIX.length()), 0, autoload);
        }
        return SectionName.parse(name)
                .map(known -> new ProgramSection(name, known.rule().program(), known.rule().attach().orElse(null),
                        known.target(), flags(known.rule()), autoload))
                .orElseGet(() -> new ProgramSection(name, ProgramType.HOST, null, name, 0, autoload));
    }

    /** The name of a section that says what the program is: its own, unless its type was changed. */
    static String nameFor(ProgramSpec program) {
        String prefix = program.autoload() ? "" : ON_REQUEST;
        if (!program.section().isEmpty() && parse(program.section()).describes(program)) {
            return prefix + program.section();
        }
        if (program.type() == ProgramType.HOST) {
            return prefix + HOST_PREFIX + program.attachTarget();
        }
        return SectionTable.rules()
                .stream()
                .filter(rule -> rule.program() == program.type() && flags(rule) == (program.flags() & NAMED_FLAGS)
                        && rule.attach().orElse(null) == program.attachType())
                .findFirst()
                .map(rule -> prefix + rule.prefix()
                        + (rule.takesTarget() && !program.attachTarget().isEmpty() ? "/" + program.attachTarget() : ""))
                .orElseThrow(() -> new IllegalArgumentException("program " + program.name() + " of type "
                        + program.type().linuxName() + " and attach type " + program.attachType()
                        + " has no section name"));
    }

    private boolean describes(ProgramSpec program) {
        return type == program.type() && attachType == program.attachType() && target.equals(program.attachTarget())
                && flags == (program.flags() & NAMED_FLAGS);
    }

    private static int flags(SectionRule rule) {
        return (rule.is(SectionTrait.SLEEPABLE) ? ProgramFlag.SLEEPABLE.value() : 0)
                | (rule.is(SectionTrait.FRAGS) ? ProgramFlag.XDP_HAS_FRAGS.value() : 0);
    }
}
