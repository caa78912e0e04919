// Passes the context where the map belongs.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(ctx, &key) ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
