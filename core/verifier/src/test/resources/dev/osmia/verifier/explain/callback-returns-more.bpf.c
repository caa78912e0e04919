// A callback of bpf_loop() returns what it must not.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static long round(__u32 index, void *context)
{
	return index == 5 ? 2 : 0;
}

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	return bpf_loop(10, round, 0, 0);
}

char _license[] SEC("license") = "GPL";
