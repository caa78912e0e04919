// Calls a helper for XDP from a socket filter.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
int wrong(struct __sk_buff *skb)
{
	return bpf_xdp_adjust_head((struct xdp_md *)skb, 4);
}

char _license[] SEC("license") = "GPL";
