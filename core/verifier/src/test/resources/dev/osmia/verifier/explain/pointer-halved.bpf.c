// Computes with a pointer as 32 bits.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r2 = r10;"
		"w2 += -8;"
		"r0 = 2;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
