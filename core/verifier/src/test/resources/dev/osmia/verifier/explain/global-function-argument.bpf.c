// Passes less memory than a global function takes.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct pair {
	__u64 first;
	__u64 second;
};

__attribute__((noinline)) int sum(struct pair *pair)
{
	return pair ? pair->first + pair->second : 0;
}

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	__u32 small = skb->mark;

	return sum((struct pair *)&small);
}

char _license[] SEC("license") = "GPL";
