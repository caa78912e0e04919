// Goes on with the old pointer after the packet was moved.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;

	if (data + 20 > data_end)
		return XDP_PASS;
	if (bpf_xdp_adjust_head(ctx, 4))
		return XDP_ABORTED;
	return data[0] == 8 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	if (bpf_xdp_adjust_head(ctx, 4))
		return XDP_ABORTED;
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;

	if (data + 20 > data_end)
		return XDP_PASS;
	return data[0] == 8 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
