// Expects an argument to be there after the call.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
__attribute__((naked)) int wrong(struct xdp_md *ctx)
{
	asm volatile(
		"call %[now];"
		"r0 = *(u32 *)(r1 + 12);"
		"exit;" : : [now] "i"(BPF_FUNC_ktime_get_ns));
}

SEC("xdp")
__attribute__((naked)) int fixed(struct xdp_md *ctx)
{
	asm volatile(
		"r6 = r1;"
		"call %[now];"
		"r0 = *(u32 *)(r6 + 12);"
		"exit;" : : [now] "i"(BPF_FUNC_ktime_get_ns));
}

char _license[] SEC("license") = "GPL";
