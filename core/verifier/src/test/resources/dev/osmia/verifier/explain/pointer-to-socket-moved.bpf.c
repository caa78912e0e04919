// Computes the address of a member of a socket.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
__attribute__((naked)) int wrong(struct __sk_buff *skb)
{
	asm volatile(
		"r1 = *(u64 *)(r1 + 168);"
		"if r1 == 0 goto 1f;"
		"r1 += 4;"
		"r0 = *(u32 *)(r1 + 0);"
		"1: r0 = 0;"
		"exit;");
}

char _license[] SEC("license") = "GPL";
