// Returns a value on one of two branches only.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"r2 = *(u32 *)(r1 + 12);"
		"if r2 == 0 goto 1f;"
		"r0 = 2;"
		"1: exit;");
}

SEC("xdp")
__attribute__((naked)) int fixed(struct xdp_md *ctx)
{
	asm volatile(
		"r2 = *(u32 *)(r1 + 12);"
		"r0 = 1;"
		"if r2 == 0 goto 1f;"
		"r0 = 2;"
		"1: exit;");
}

char _license[] SEC("license") = "GPL";
