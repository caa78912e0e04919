// Counts in the packet with an atomic addition.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	__u64 *data = (void *)(long)ctx->data;

	if ((void *)(data + 1) > data_end)
		return XDP_PASS;
	__sync_fetch_and_add(data, 1);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
