// Compares a pointer with a number.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
__attribute__((naked)) int wrong(struct __sk_buff *skb)
{
	asm volatile(
		"r0 = 0;"
		"if r1 == 7 goto 1f;"
		"r0 = 1;"
		"1: exit;");
}

char _license[] SEC("license") = "GPL";
