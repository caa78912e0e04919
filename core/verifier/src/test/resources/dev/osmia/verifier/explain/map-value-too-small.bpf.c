// Takes the value for a larger struct than it is.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct statistics {
	__u64 packets;
	__u64 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	__u32 key = ctx->ingress_ifindex;
	struct statistics *statistics = bpf_map_lookup_elem(&counts, &key);

	if (!statistics)
		return XDP_PASS;
	statistics->bytes += 1;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
