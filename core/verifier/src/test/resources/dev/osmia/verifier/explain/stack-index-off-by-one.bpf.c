// Lets an index into an array on the stack be one too large.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	volatile char text[16] = {};
	__u32 index = ctx->rx_queue_index;

	if (index > 16)
		return XDP_PASS;
	text[index] = 1;
	return text[0] ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	volatile char text[16] = {};
	__u32 index = ctx->rx_queue_index;

	if (index > 15)
		return XDP_PASS;
	text[index] = 1;
	return text[0] ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
