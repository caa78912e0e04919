/*
 * Who talks to whom: counts packets and bytes of every TCP and UDP flow, over IPv4 and IPv6, with or without VLAN tags.
 *
 *     ./osmia run examples/flows.bpf.o --pcap examples/web.pcap
 *
 * The map keeps the busiest flows by itself: a least-recently-used hash evicts what has been quiet for longest.
 * Everything passes; what is cut off in the middle of a header is dropped.
 */
#include "packet.h"

struct flow {
	struct in6_addr saddr; /* IPv4 addresses as ::ffff:a.b.c.d */
	struct in6_addr daddr;
	__be16 sport;
	__be16 dport;
	__u8 proto;
	__u8 pad[3];
};

struct traffic {
	__u64 packets;
	__u64 bytes;
};

enum outcome {
	COUNTED,
	NO_PORTS, /* ICMP and others, and fragments behind the first */
	NOT_IP,
	MALFORMED,
	OUTCOMES,
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct flow);
	__type(value, struct traffic);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, OUTCOMES);
	__type(key, enum outcome);
	__type(value, __u64);
} outcomes SEC(".maps");

static __always_inline int finish(enum outcome outcome)
{
	__u64 *count = bpf_map_lookup_elem(&outcomes, &outcome);
	__u64 first = 1;

	if (count)
		*count += 1;
	else
		bpf_map_update_elem(&outcomes, &outcome, &first, BPF_ANY);
	return outcome == MALFORMED ? XDP_DROP : XDP_PASS;
}

static __always_inline void map_ipv4(struct in6_addr *to, __be32 address)
{
	to->s6_addr16[5] = 0xffff;
	to->s6_addr32[3] = address;
}

SEC("xdp")
int count_flows(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	__u64 length = end - data;
	struct flow flow = {};

	struct ethhdr *eth = data;
	if ((void *)(eth + 1) > end)
		return finish(MALFORMED);
	__be16 type = eth->h_proto;
	void *next = eth + 1;

	for (int depth = 0; depth < 2; depth++) {
		if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
			break;
		struct vlan_tag *tag = next;
		if ((void *)(tag + 1) > end)
			return finish(MALFORMED);
		type = tag->type;
		next = tag + 1;
	}

	if (type == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = next;
		if ((void *)(ip + 1) > end || ip->version != 4 || ip->ihl < 5)
			return finish(MALFORMED);
		if (ip->frag_off & bpf_htons(0x1fff))
			return finish(NO_PORTS);
		map_ipv4(&flow.saddr, ip->saddr);
		map_ipv4(&flow.daddr, ip->daddr);
		flow.proto = ip->protocol;
		next += ip->ihl * 4;
	} else if (type == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = next;
		if ((void *)(ip + 1) > end || ip->version != 6)
			return finish(MALFORMED);
		flow.saddr = ip->saddr;
		flow.daddr = ip->daddr;
		flow.proto = ip->nexthdr;
		next = ip + 1;
	} else {
		return finish(NOT_IP);
	}

	if (flow.proto != IPPROTO_TCP && flow.proto != IPPROTO_UDP)
		return finish(NO_PORTS);
	struct ports *ports = next;
	if ((void *)(ports + 1) > end)
		return finish(MALFORMED);
	flow.sport = ports->source;
	flow.dport = ports->dest;

	struct traffic *known = bpf_map_lookup_elem(&flows, &flow);
	if (known) {
		__sync_fetch_and_add(&known->packets, 1);
		__sync_fetch_and_add(&known->bytes, length);
	} else {
		struct traffic first = { .packets = 1, .bytes = length };
		bpf_map_update_elem(&flows, &flow, &first, BPF_ANY);
	}
	return finish(COUNTED);
}

char _license[] SEC("license") = "Dual MIT/GPL";
