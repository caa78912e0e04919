// Reads the context with an index that is no constant.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	__u32 *words = skb->cb;

	return ((volatile __u32 *)words)[skb->mark & 3];
}

char _license[] SEC("license") = "GPL";
