// Uses a number from outside as an index into an array on the stack.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	volatile char text[16] = {};

	text[ctx->rx_queue_index] = 1;
	return text[0] ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	volatile char text[16] = {};

	text[ctx->rx_queue_index & 15] = 1;
	return text[0] ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
