// Keeps an address in a map as a number and uses it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} addresses SEC(".maps");

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *address = bpf_map_lookup_elem(&addresses, &key);

	if (!address)
		return 0;
	return *(volatile int *)*address;
}

char _license[] SEC("license") = "GPL";
