// Divides by the constant 0.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r0 = 6;"
		"r0 /= 0;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
