// Starts a timer with a map that it is not in.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct element {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct element);
} timers SEC(".maps"), others SEC(".maps");

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct element *element = bpf_map_lookup_elem(&timers, &key);

	if (element)
		bpf_timer_init(&element->timer, &others, 1);
	return 0;
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct element *element = bpf_map_lookup_elem(&timers, &key);

	if (element)
		bpf_timer_init(&element->timer, &timers, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
