// Writes to the map instead of a value in it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	*(volatile __u64 *)&counts = 1;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
