// Maps by types, with every attribute; maps and programs that other maps hold from the start.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct key {
	__u32 address;
	__u16 port;
	__u16 zone;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct key);
	__type(value, __u64);
	__uint(max_entries, 64);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_NUMA_NODE);
	__uint(numa_node, 0);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(value_size, 8);
	__uint(max_entries, 1000);
	__uint(map_extra, 3);
} seen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 16);
} events SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 4);
} first SEC(".maps"), second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[0] = &first, [3] = &second}};

int pass(struct xdp_md *context);
int drop(struct xdp_md *context);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__array(values, int(struct xdp_md *));
} jumps SEC(".maps") = {.values = {[1] = &drop, [2] = &pass}};

SEC("xdp")
int pass(struct xdp_md *context)
{
	struct key key = {1, 2, 3};
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);
	void *chosen = bpf_map_lookup_elem(&outer, &zero);
	__u64 element = 5;
	bpf_map_push_elem(&seen, &element, 0);
	bpf_ringbuf_output(&events, &key, sizeof(key), 0);
	if (count && chosen)
		*count += 1;
	return XDP_PASS;
}

SEC("xdp")
int drop(struct xdp_md *context)
{
	bpf_tail_call(context, &jumps, 2);
	return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
