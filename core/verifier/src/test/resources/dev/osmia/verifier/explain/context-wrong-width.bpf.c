// Reads a member of the context with two bytes instead of four.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	return *(volatile __u16 *)&ctx->data ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
