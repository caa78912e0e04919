package dev.osmia.embedded.internal.helpers;

/** A stretch of a program that Linux runs under special protection. */
enum Section {
    RCU("bpf_rcu_read_lock", "bpf_rcu_read_unlock"),
    PREEMPTION("bpf_preempt_disable", "bpf_preempt_enable"),
    INTERRUPTS("bpf_local_irq_save", "bpf_local_irq_restore");

    private final String entry;
    private final String exit;

    Section(String entry, String exit) {
        this.entry = entry;
        this.exit = exit;
    }

    /** The function that begins it. */
    String entry() {
        return entry;
    }

    /** The function that ends it. */
    String exit() {
        return exit;
    }
}
