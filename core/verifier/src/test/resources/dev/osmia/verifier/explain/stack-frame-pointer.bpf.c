// Changes the frame pointer itself.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r10 += -8;"
		"r0 = 2;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
