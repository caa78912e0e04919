// Goes on with the old pointer after bpf_skb_pull_data().
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	void *data_end = (void *)(long)skb->data_end;
	unsigned char *data = (void *)(long)skb->data;

	if ((void *)data + 14 > data_end)
		return 0;
	bpf_skb_pull_data(skb, 64);
	return data[13];
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	bpf_skb_pull_data(skb, 64);

	void *data_end = (void *)(long)skb->data_end;
	unsigned char *data = (void *)(long)skb->data;

	if ((void *)data + 14 > data_end)
		return 0;
	return data[13];
}

char _license[] SEC("license") = "GPL";
