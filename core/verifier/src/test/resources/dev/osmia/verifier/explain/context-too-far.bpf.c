// Reads behind the end of the context.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	return ((volatile __u32 *)ctx)[8] ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
