/*
 * Counts packets by length for each VLAN in a map of its own: maps in a map, put there by a static initialiser.
 *
 *     ./osmia run examples/tenants.bpf.o --pcap examples/web.pcap
 */
#include "packet.h"

struct lengths {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 12); /* 2^11 is above any packet of 1514 bytes */
	__type(key, __u32);      /* the power of two below the length */
	__type(value, __u64);
};

struct lengths untagged SEC(".maps");
struct lengths vlan78 SEC(".maps");
struct lengths vlan79 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4096); /* VLAN numbers have 12 bits */
	__type(key, __u32);
	__array(values, struct lengths);
} tenants SEC(".maps") = {
	.values = {
		[0] = &untagged,
		[78] = &vlan78,
		[79] = &vlan79,
	},
};

static __always_inline __u32 log2(__u32 value)
{
	__u32 power = 0;

	for (int step = 8; step; step >>= 1) {
		if (value >> step) {
			value >>= step;
			power += step;
		}
	}
	return power;
}

SEC("xdp")
int count_lengths(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct vlan_tag *tag = data + sizeof(*eth);
	__u32 vlan = 0;

	if ((void *)(eth + 1) > end)
		return XDP_DROP;
	if (eth->h_proto == bpf_htons(ETH_P_8021Q) || eth->h_proto == bpf_htons(ETH_P_8021AD)) {
		if ((void *)(tag + 1) > end)
			return XDP_DROP;
		vlan = bpf_ntohs(tag->control) & 0xfff;
	}
	void *lengths = bpf_map_lookup_elem(&tenants, &vlan);
	if (!lengths)
		return XDP_PASS;
	__u32 power = log2(end - data);
	__u64 *count = bpf_map_lookup_elem(lengths, &power);
	if (count)
		__sync_fetch_and_add(count, 1);
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
