// Reads a dynptr that nothing was put into.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	struct bpf_dynptr memory;
	char buffer[8];

	return bpf_dynptr_read(buffer, sizeof(buffer), &memory, 0, 0);
}

char _license[] SEC("license") = "GPL";
