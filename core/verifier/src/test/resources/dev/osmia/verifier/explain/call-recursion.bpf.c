// A function calls itself.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static __attribute__((noinline)) int depth(volatile int *left)
{
	if (*left <= 0)
		return 0;
	*left -= 1;
	int below = depth(left);
	*left += below;
	return below + 1;
}

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	volatile int left = ctx->rx_queue_index;

	return depth(&left) > 3 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
