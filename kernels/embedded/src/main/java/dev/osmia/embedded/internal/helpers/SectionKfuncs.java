package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;

import java.util.Map;

/**
 * What keeps others away from a CPU in Linux. Here a run has its virtual CPU to itself and memory outlives its readers
 * anyway, so nothing has to be done; only that each section is left again is looked after.
 */
final class SectionKfuncs implements KfuncFamily {

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.of(
                "bpf_rcu_read_lock", (run, _, _, _, _, _) -> sections(run).enter(Section.RCU),
                "bpf_rcu_read_unlock", (run, _, _, _, _, _) -> sections(run).leave(Section.RCU),
                "bpf_preempt_disable", (run, _, _, _, _, _) -> sections(run).enter(Section.PREEMPTION),
                "bpf_preempt_enable", (run, _, _, _, _, _) -> sections(run).leave(Section.PREEMPTION),
                "bpf_local_irq_save", SectionKfuncs::save,
                "bpf_local_irq_restore", SectionKfuncs::restore);
    }

    private static Sections sections(Run run) {
        return run.keep(Sections.class, Sections::new);
    }

    /** The saved state is how many were saved before: in the opposite order they are restored. */
    private static long save(Run run, long flags, long unused2, long unused3, long unused4, long unused5) {
        run.box().putLong(flags, sections(run).depth(Section.INTERRUPTS));
        return sections(run).enter(Section.INTERRUPTS);
    }

    private static long restore(Run run, long flags, long unused2, long unused3, long unused4, long unused5) {
        sections(run).leave(Section.INTERRUPTS);
        sections(run).require(Section.INTERRUPTS, run.box().getLong(flags));
        return 0;
    }
}
