/*
 * A parser of small programs: each reads one header and calls the next by its number. The table of programs is filled
 * by whoever loads the object, from its static initialiser; how far the parser came waits in a per-CPU slot.
 *
 *     ./osmia run examples/tailparse.bpf.o --pcap examples/web.pcap
 *
 * Only `ethernet` is meant to be attached or fed with packets.
 */
#include "packet.h"

enum stage {
	VLAN,
	INET,
	INET6,
	TCP,
	UDP,
	ICMP,
	UNKNOWN, /* no program: the tail call fails and its caller goes on */
	CUT_OFF,
	STAGES,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} position SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, STAGES);
	__type(key, enum stage);
	__type(value, __u64);
} reached SEC(".maps");

int vlan(struct xdp_md *ctx);
int inet(struct xdp_md *ctx);
int inet6(struct xdp_md *ctx);
int tcp(struct xdp_md *ctx);
int udp(struct xdp_md *ctx);
int icmp(struct xdp_md *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, STAGES);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct xdp_md *));
} parsers SEC(".maps") = {
	.values = {
		[VLAN] = (void *)&vlan,
		[INET] = (void *)&inet,
		[INET6] = (void *)&inet6,
		[TCP] = (void *)&tcp,
		[UDP] = (void *)&udp,
		[ICMP] = (void *)&icmp,
	},
};

static __always_inline int done(enum stage stage)
{
	__u64 *count = bpf_map_lookup_elem(&reached, &stage);
	__u64 first = 1;

	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&reached, &stage, &first, BPF_ANY);
	return stage == CUT_OFF ? XDP_DROP : XDP_PASS;
}

/* The header at the current position, if all of it is there; moves the position behind it. */
static __always_inline long read(struct xdp_md *ctx, void *header, __u32 size)
{
	__u32 zero = 0;
	__u32 *at = bpf_map_lookup_elem(&position, &zero);

	if (!at || bpf_xdp_load_bytes(ctx, *at, header, size))
		return -1;
	*at += size;
	return 0;
}

static __always_inline int by_type(struct xdp_md *ctx, __be16 type)
{
	switch (bpf_ntohs(type)) {
	case ETH_P_8021Q:
	case ETH_P_8021AD:
		bpf_tail_call(ctx, &parsers, VLAN);
		break;
	case ETH_P_IP:
		bpf_tail_call(ctx, &parsers, INET);
		break;
	case ETH_P_IPV6:
		bpf_tail_call(ctx, &parsers, INET6);
		break;
	}
	return done(UNKNOWN);
}

static __always_inline int by_protocol(struct xdp_md *ctx, __u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		bpf_tail_call(ctx, &parsers, TCP);
		break;
	case IPPROTO_UDP:
		bpf_tail_call(ctx, &parsers, UDP);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		bpf_tail_call(ctx, &parsers, ICMP);
		break;
	}
	bpf_tail_call(ctx, &parsers, UNKNOWN);
	return done(UNKNOWN);
}

SEC("xdp")
int ethernet(struct xdp_md *ctx)
{
	__u32 zero = 0, start = 0;
	struct ethhdr eth;

	bpf_map_update_elem(&position, &zero, &start, BPF_ANY);
	if (read(ctx, &eth, sizeof(eth)))
		return done(CUT_OFF);
	return by_type(ctx, eth.h_proto);
}

SEC("xdp")
int vlan(struct xdp_md *ctx)
{
	struct vlan_tag tag;

	if (read(ctx, &tag, sizeof(tag)))
		return done(CUT_OFF);
	done(VLAN);
	return by_type(ctx, tag.type);
}

SEC("xdp")
int inet(struct xdp_md *ctx)
{
	struct iphdr ip;

	if (read(ctx, &ip, sizeof(ip)))
		return done(CUT_OFF);
	done(INET);
	return by_protocol(ctx, ip.protocol);
}

SEC("xdp")
int inet6(struct xdp_md *ctx)
{
	struct ipv6hdr ip;

	if (read(ctx, &ip, sizeof(ip)))
		return done(CUT_OFF);
	done(INET6);
	return by_protocol(ctx, ip.nexthdr);
}

SEC("xdp")
int tcp(struct xdp_md *ctx)
{
	struct tcphdr header;

	return done(read(ctx, &header, sizeof(header)) ? CUT_OFF : TCP);
}

SEC("xdp")
int udp(struct xdp_md *ctx)
{
	struct udphdr header;

	return done(read(ctx, &header, sizeof(header)) ? CUT_OFF : UDP);
}

SEC("xdp")
int icmp(struct xdp_md *ctx)
{
	__u32 header;

	return done(read(ctx, &header, sizeof(header)) ? CUT_OFF : ICMP);
}

char _license[] SEC("license") = "Dual MIT/GPL";
