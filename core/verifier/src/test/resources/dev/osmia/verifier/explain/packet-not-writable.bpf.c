// Changes a packet where it may only be read.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("cgroup_skb/ingress")
int wrong(struct __sk_buff *skb)
{
	unsigned char *data_end = (void *)(long)skb->data_end;
	unsigned char *data = (void *)(long)skb->data;

	if (data + 1 > data_end)
		return 1;
	data[0] = 0x45;
	return 1;
}

char _license[] SEC("license") = "GPL";
