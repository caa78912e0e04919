// Reads four bytes of the packet that are not aligned, and asks for alignment.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	void *data_end = (void *)(long)skb->data_end;
	void *data = (void *)(long)skb->data;

	if (data + 20 > data_end)
		return 0;
	return *(volatile __u32 *)(data + 13) == 1;
}

char _license[] SEC("license") = "GPL";
