// Checks one look-up and uses the other one.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} limits SEC(".maps"), counts SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	__u32 key = ctx->ingress_ifindex;
	__u64 *limit = bpf_map_lookup_elem(&limits, &key);
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!limit)
		return XDP_PASS;
	return *count > *limit ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	__u32 key = ctx->ingress_ifindex;
	__u64 *limit = bpf_map_lookup_elem(&limits, &key);
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!limit || !count)
		return XDP_PASS;
	return *count > *limit ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
