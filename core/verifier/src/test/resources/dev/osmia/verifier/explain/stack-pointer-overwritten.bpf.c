// Overwrites a part of a pointer that was saved on the stack.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"*(u64 *)(r10 - 8) = r1;"
		"r2 = 0;"
		"*(u8 *)(r10 - 8) = r2;"
		"r3 = *(u64 *)(r10 - 8);"
		"r0 = *(u32 *)(r3 + 12);"
		"exit;");
}

char _license[] SEC("license") = "GPL";
