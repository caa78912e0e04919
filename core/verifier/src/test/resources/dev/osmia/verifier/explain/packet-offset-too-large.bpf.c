// Adds a number of 32 bits to a packet pointer: no check of the sum counts.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;
	unsigned char *byte = data + ctx->rx_queue_index;

	if (byte + 1 > data_end)
		return XDP_PASS;
	return *byte == 8 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;
	__u32 offset = ctx->rx_queue_index;

	if (offset > 1500)
		return XDP_PASS;
	unsigned char *byte = data + offset;
	if (byte + 1 > data_end)
		return XDP_PASS;
	return *byte == 8 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
