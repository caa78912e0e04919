// Aligns an address with a mask.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;
	unsigned char *aligned = (void *)((long)data & ~7L);

	if (aligned + 1 > data_end)
		return XDP_PASS;
	return *aligned;
}

char _license[] SEC("license") = "GPL";
