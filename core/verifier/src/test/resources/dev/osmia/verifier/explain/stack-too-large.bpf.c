// Two functions, one inside of the other, with 300 bytes each.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static __attribute__((noinline)) int inner(int first)
{
	volatile char buffer[300] = {};

	buffer[1] = first;
	return buffer[2];
}

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	volatile char buffer[300] = {};

	buffer[1] = ctx->rx_queue_index;
	return inner(buffer[2]) ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
