// Returns when the packet is long enough, and reads when it is not.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;

	if (data + ETH_HLEN <= data_end)
		return XDP_PASS;
	return data[12] == 8 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;

	if (data + ETH_HLEN > data_end)
		return XDP_PASS;
	return data[12] == 8 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
