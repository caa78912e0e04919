// Makes a dynptr of memory on the stack.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	struct bpf_dynptr memory;
	char buffer[16] = {};

	return bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &memory);
}

char _license[] SEC("license") = "GPL";
