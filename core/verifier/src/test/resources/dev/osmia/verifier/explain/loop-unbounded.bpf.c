// Goes round as often as a number from outside says.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	volatile __u32 sum = 0;

	for (__u32 i = 0; i < ctx->rx_queue_index; i++)
		sum += i;
	return sum > 1000 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	volatile __u32 sum = 0;

	for (__u32 i = 0; i < 64 && i < ctx->rx_queue_index; i++)
		sum += i;
	return sum > 1000 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
