/*
 * Reports when TCP connections open and close: one event each through a ring buffer.
 *
 *     ./osmia run examples/events.bpf.o --pcap examples/web.pcap
 */
#include "packet.h"

enum kind {
	OPENING = 1,
	ACCEPTED,
	CLOSING,
	REFUSED,
};

struct event {
	__be32 saddr;
	__be32 daddr;
	__be16 sport;
	__be16 dport;
	enum kind kind;
	__be32 sequence;
};

/* Keeps the type in the BTF of the object, where readers of the ring buffer find it. */
struct event *event_type __attribute__((unused));

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");

__u64 reported; /* events that went into the ring */
__u64 lost;     /* events for which the ring had no room */

SEC("xdp")
int report(struct xdp_md *ctx)
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
	if ((void *)(tcp + 1) > end || !(tcp->syn || tcp->fin || tcp->rst))
		return XDP_PASS;

	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&lost, 1);
		return XDP_PASS;
	}
	event->saddr = ip->saddr;
	event->daddr = ip->daddr;
	event->sport = tcp->source;
	event->dport = tcp->dest;
	event->sequence = tcp->seq;
	if (tcp->rst)
		event->kind = REFUSED;
	else if (tcp->fin)
		event->kind = CLOSING;
	else
		event->kind = tcp->ack ? ACCEPTED : OPENING;
	bpf_ringbuf_submit(event, 0);
	__sync_fetch_and_add(&reported, 1);
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
