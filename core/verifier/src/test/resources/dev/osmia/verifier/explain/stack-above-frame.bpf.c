// Writes above the frame pointer.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r2 = 0;"
		"*(u64 *)(r10 + 8) = r2;"
		"r0 = 2;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
