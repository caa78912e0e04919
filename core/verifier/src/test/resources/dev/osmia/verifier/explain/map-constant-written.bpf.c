// Writes to a constant of the program.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

const volatile __u32 limit = 100;

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	volatile __u32 *changed = (void *)&limit;

	asm volatile("" : "+r"(changed));
	*changed = ctx->rx_queue_index;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
