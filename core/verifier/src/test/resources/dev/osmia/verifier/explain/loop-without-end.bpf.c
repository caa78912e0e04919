// Waits for a register to change, which nothing does.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r2 = *(u32 *)(r1 + 12);"
		"1: if r2 != 0 goto 1b;"
		"r0 = 2;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
