// Uses a number from outside as an index into an array in a map's value.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct table {
	__u32 entries[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct table);
} tables SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	__u32 key = 0;
	struct table *table = bpf_map_lookup_elem(&tables, &key);

	if (!table)
		return XDP_PASS;
	return table->entries[ctx->rx_queue_index] ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u32 index = ctx->rx_queue_index;
	struct table *table = bpf_map_lookup_elem(&tables, &key);

	if (!table || index >= 16)
		return XDP_PASS;
	return table->entries[index] ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
