// Compares with a string that can change.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char wanted[8] = "uplink";

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	char name[8] = {};

	return bpf_strncmp(name, sizeof(name), wanted);
}

static const char wished[8] = "uplink";

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	char name[8] = {};

	return bpf_strncmp(name, sizeof(name), wished);
}

char _license[] SEC("license") = "GPL";
