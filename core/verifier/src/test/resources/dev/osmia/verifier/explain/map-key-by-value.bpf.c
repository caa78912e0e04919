// Passes the key itself in place of its address.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	__u64 key = ctx->ingress_ifindex;

	return bpf_map_lookup_elem(&counts, (void *)key) ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	__u32 key = ctx->ingress_ifindex;

	return bpf_map_lookup_elem(&counts, &key) ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
