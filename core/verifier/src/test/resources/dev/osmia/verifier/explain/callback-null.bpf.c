// A callback uses the pointer that it is given without having one.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static long round(__u32 index, void *context)
{
	*(volatile __u32 *)context = index;
	return 0;
}

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	return bpf_loop(10, round, 0, 0);
}

char _license[] SEC("license") = "GPL";
