// Adds two pointers.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	unsigned char *data_end = (void *)(long)ctx->data_end;
	unsigned char *data = (void *)(long)ctx->data;
	unsigned char *middle = data + (long)data;

	return middle > data_end ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
