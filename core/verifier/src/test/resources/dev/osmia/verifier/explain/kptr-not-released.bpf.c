// Takes an object out of a map and forgets it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct note {
	int number;
};

struct note empty;

struct element {
	struct note __kptr *note;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct element);
} notes SEC(".maps");

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct element *element = bpf_map_lookup_elem(&notes, &key);

	if (!element)
		return 0;
	struct note *old = bpf_kptr_xchg(&element->note, 0);
	return old ? old->number : empty.number;
}

char _license[] SEC("license") = "GPL";
