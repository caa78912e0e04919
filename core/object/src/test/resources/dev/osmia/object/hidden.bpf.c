// A hidden program and a hidden function.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__hidden __attribute__((noinline)) int part(struct xdp_md *ctx)
{
	volatile int kept = ctx->rx_queue_index;

	return kept;
}

SEC("xdp")
__hidden int hidden_program(struct xdp_md *ctx)
{
	return part(ctx);
}

char _license[] SEC("license") = "GPL";
