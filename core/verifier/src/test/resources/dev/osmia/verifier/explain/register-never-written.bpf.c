// Reads a register that nothing ever wrote.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r0 = r7;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
