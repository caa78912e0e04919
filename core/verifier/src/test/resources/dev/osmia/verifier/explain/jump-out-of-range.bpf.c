// Jumps behind the end of the program.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r0 = 2;"
		"if r0 == 2 goto +10;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
