// Checks one byte less than it reads.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;

	if (data + ETH_HLEN >= data_end)
		return XDP_PASS;
	return data[ETH_HLEN + 1] == 0x45 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;

	if (data + ETH_HLEN + 2 > data_end)
		return XDP_PASS;
	return data[ETH_HLEN + 1] == 0x45 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
