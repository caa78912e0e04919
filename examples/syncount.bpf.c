/*
 * Counts how TCP connections to each service begin and end, on every CPU by itself and without atomics: a tc program
 * that reads packets directly.
 *
 *     ./osmia run examples/syncount.bpf.o --pcap examples/scan.pcap
 */
#include "packet.h"

#define TC_ACT_OK 0

struct service {
	__be32 address;
	__be16 port;
	__u16 pad;
};

struct attempts {
	__u64 opened;   /* SYN to the service */
	__u64 accepted; /* SYN and ACK back from it */
	__u64 refused;  /* RST back from it */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct service);
	__type(value, struct attempts);
} services SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct attempts);
} total SEC(".maps");

static void count(struct attempts *attempts, struct tcphdr *tcp)
{
	if (tcp->rst)
		attempts->refused++;
	else if (tcp->syn && tcp->ack)
		attempts->accepted++;
	else if (tcp->syn)
		attempts->opened++;
}

SEC("tc")
int count_syn(struct __sk_buff *skb)
{
	if (skb->protocol != bpf_htons(ETH_P_IP))
		return TC_ACT_OK;
	/* What the driver left outside of the linear part is not between data and data_end. */
	bpf_skb_pull_data(skb, sizeof(struct ethhdr) + sizeof(struct iphdr) + sizeof(struct tcphdr));
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);

	if ((void *)(ip + 1) > end || ip->protocol != IPPROTO_TCP || ip->ihl != 5)
		return TC_ACT_OK;
	struct tcphdr *tcp = (void *)(ip + 1);
	if ((void *)(tcp + 1) > end || !(tcp->syn || tcp->rst))
		return TC_ACT_OK;

	int to_service = tcp->syn && !tcp->ack;
	struct service service = {
		.address = to_service ? ip->daddr : ip->saddr,
		.port = to_service ? tcp->dest : tcp->source,
	};
	struct attempts none = {};
	struct attempts *attempts = bpf_map_lookup_elem(&services, &service);
	if (!attempts) {
		bpf_map_update_elem(&services, &service, &none, BPF_NOEXIST);
		attempts = bpf_map_lookup_elem(&services, &service);
	}
	if (attempts)
		count(attempts, tcp);
	__u32 zero = 0;
	attempts = bpf_map_lookup_elem(&total, &zero);
	if (attempts)
		count(attempts, tcp);
	return TC_ACT_OK;
}

char _license[] SEC("license") = "Dual MIT/GPL";
