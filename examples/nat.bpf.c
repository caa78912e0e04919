/*
 * Two programs that change packets: one moves a service to another port and keeps both checksums right, the other
 * makes packets longer by an IPv4 header around them (IP in IP, RFC 2003).
 *
 *     ./osmia run examples/nat.bpf.o --pcap examples/web.pcap -w changed.pcap
 */
#include "packet.h"

const volatile __be32 service_address = __bpf_constant_htonl(10 << 24 | 77 << 16 | 2);
const volatile __be16 service_port = __bpf_constant_htons(80);
const volatile __be16 moved_port = __bpf_constant_htons(8080);
const volatile __be32 tunnel_from = __bpf_constant_htonl(10 << 24 | 99 << 16 | 1);
const volatile __be32 tunnel_to = __bpf_constant_htonl(10 << 24 | 99 << 16 | 2);

__u64 moved;
__u64 wrapped;

static __always_inline __u16 fold(__s64 sum)
{
	sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* The checksum after `from` has become `to` in what it covers (RFC 1624). */
static __always_inline __u16 updated(__u16 checksum, __be32 from, __be32 to)
{
	return fold(bpf_csum_diff(&from, sizeof(from), &to, sizeof(to), (__u16)~checksum));
}

SEC("xdp")
int move_port(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof(*eth);

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	if (ip->protocol != IPPROTO_TCP || ip->ihl != 5)
		return XDP_PASS;
	struct tcphdr *tcp = (void *)(ip + 1);
	if ((void *)(tcp + 1) > end)
		return XDP_PASS;

	__be16 *port;
	__be16 to;
	if (ip->daddr == service_address && tcp->dest == service_port) {
		port = &tcp->dest;
		to = moved_port;
	} else if (ip->saddr == service_address && tcp->source == moved_port) {
		port = &tcp->source;
		to = service_port;
	} else {
		return XDP_PASS;
	}
	/* One hop more, as a router would count it. */
	if (ip->ttl <= 1)
		return XDP_DROP;
	__be16 lifetime = bpf_htons(ip->ttl << 8 | ip->protocol);
	ip->ttl--;
	ip->check = updated(ip->check, lifetime, bpf_htons(ip->ttl << 8 | ip->protocol));
	tcp->check = updated(tcp->check, *port, to);
	*port = to;
	__sync_fetch_and_add(&moved, 1);
	return XDP_TX;
}

SEC("xdp")
int wrap(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;

	if ((void *)(eth + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	struct ethhdr saved = *eth;
	__u16 inner = end - data - sizeof(*eth);

	if (bpf_xdp_adjust_head(ctx, -(int)sizeof(struct iphdr)))
		return XDP_ABORTED;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	eth = data;
	struct iphdr *ip = data + sizeof(*eth);
	if ((void *)(ip + 1) > end)
		return XDP_ABORTED;
	*eth = saved;
	struct iphdr outer = {
		.version = 4,
		.ihl = 5,
		.tot_len = bpf_htons(inner + sizeof(outer)),
		.ttl = 64,
		.protocol = IPPROTO_IPIP,
		.saddr = tunnel_from,
		.daddr = tunnel_to,
	};
	outer.check = fold(bpf_csum_diff(0, 0, (__be32 *)&outer, sizeof(outer), 0));
	*ip = outer;
	__sync_fetch_and_add(&wrapped, 1);
	return XDP_TX;
}

char _license[] SEC("license") = "Dual MIT/GPL";
