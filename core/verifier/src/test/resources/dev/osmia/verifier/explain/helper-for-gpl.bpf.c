// Calls a helper that is open to the GPL only.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	bpf_printk("hello");
	return XDP_PASS;
}

char _license[] SEC("license") = "Proprietary";
