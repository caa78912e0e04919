// Adds to the context's address before it is read.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r1 += 8;"
		"r0 = *(u32 *)(r1 + 4);"
		"exit;");
}

char _license[] SEC("license") = "GPL";
