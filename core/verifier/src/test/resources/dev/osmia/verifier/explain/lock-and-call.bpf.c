// Calls a helper while the lock is held.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct element {
	struct bpf_spin_lock lock;
	__u32 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct element);
} elements SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	__u32 key = 0;
	struct element *element = bpf_map_lookup_elem(&elements, &key);

	if (!element)
		return XDP_PASS;
	bpf_spin_lock(&element->lock);
	element->count += bpf_get_prandom_u32();
	bpf_spin_unlock(&element->lock);
	return XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u32 number = bpf_get_prandom_u32();
	struct element *element = bpf_map_lookup_elem(&elements, &key);

	if (!element)
		return XDP_PASS;
	bpf_spin_lock(&element->lock);
	element->count += number;
	bpf_spin_unlock(&element->lock);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
