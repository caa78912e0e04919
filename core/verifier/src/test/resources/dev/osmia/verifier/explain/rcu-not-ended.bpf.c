// Begins an RCU section and does not end it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

void bpf_rcu_read_lock(void) __attribute__((section(".ksyms")));
void bpf_rcu_read_unlock(void) __attribute__((section(".ksyms")));

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	if (skb->mark)
		return 1;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	int mark = skb->mark;
	bpf_rcu_read_unlock();
	return mark != 0;
}

char _license[] SEC("license") = "GPL";
