// Releases the lock of another element.
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
	__u32 one = 1, two = 2;
	struct element *first = bpf_map_lookup_elem(&elements, &one);
	struct element *second = bpf_map_lookup_elem(&elements, &two);

	if (!first || !second)
		return XDP_PASS;
	bpf_spin_lock(&first->lock);
	second->count++;
	bpf_spin_unlock(&second->lock);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
