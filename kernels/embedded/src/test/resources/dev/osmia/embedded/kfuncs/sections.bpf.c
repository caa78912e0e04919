#include "kfuncs.h"

SEC("syscall") int locks(void *ctx)
{
	unsigned long flags;

	bpf_rcu_read_lock();
	bpf_preempt_disable();
	bpf_preempt_disable();
	out[0] = 1;
	bpf_preempt_enable();
	bpf_preempt_enable();
	bpf_rcu_read_unlock();
	bpf_local_irq_save(&flags);
	out[1] = 2;
	bpf_local_irq_restore(&flags);
	return 0;
}

SEC("syscall") int cast(void *ctx)
{
	long *at = bpf_rdonly_cast(out, 0);

	out[3] = 42;
	out[0] = at[3];
	return 0;
}
