// Subtracts the length from data_end instead of adding it to data.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;

	if (data_end - 14 < data)
		return XDP_PASS;
	return data[12] == 8 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
