// Starts a timer that is no member of a map's value.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	struct bpf_timer timer = {};

	return bpf_timer_init(&timer, &numbers, 1);
}

char _license[] SEC("license") = "GPL";
