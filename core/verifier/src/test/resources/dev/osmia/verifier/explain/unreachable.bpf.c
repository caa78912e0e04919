// Has instructions behind the end that nothing leads to.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r0 = 2;"
		"exit;"
		"r0 = 1;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
