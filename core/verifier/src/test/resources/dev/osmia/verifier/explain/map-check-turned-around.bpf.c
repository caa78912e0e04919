// Uses the pointer where it is NULL.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	__u32 key = ctx->ingress_ifindex;
	volatile __u64 *count = bpf_map_lookup_elem(&counts, &key);
	volatile __u64 *copy = count;

	asm volatile("if %[count] != 0 goto 1f;"
		     "r0 = *(u64 *)(%[count] + 0);"
		     "1:" : : [count] "r"(copy) : "r0");
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
