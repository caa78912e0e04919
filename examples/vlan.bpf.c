/*
 * Puts VLAN tags on what leaves and takes them off what arrives: two tc programs that change packets.
 *
 *     ./osmia run examples/vlan.bpf.o --pcap examples/web.pcap -w tagged.pcap
 *
 * The hosts of web.pcap ran these programs themselves (see record.sh): all that should have tags in it has them, so here
 * it is `untag` that finds work.
 */
#include "packet.h"

#define TC_ACT_OK 0
#define TC_ACT_SHOT 2

/* What goes to 10.tagged_net.0.0/16 gets one 802.1Q tag, to 10.stacked_net.0.0/16 an 802.1ad tag around it. */
const volatile __u8 tagged_net = 78;
const volatile __u8 stacked_net = 79;
const volatile __u16 inner_id = 80;

static __always_inline int pushed(long result)
{
	return result ? TC_ACT_SHOT : TC_ACT_OK;
}

SEC("tc")
int tag(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof(*eth);

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return TC_ACT_OK;
	__u32 net = bpf_ntohl(ip->daddr) >> 16;
	if (net == (10u << 8 | tagged_net))
		return pushed(bpf_skb_vlan_push(skb, bpf_htons(ETH_P_8021Q), tagged_net));
	if (net == (10u << 8 | stacked_net)) {
		if (bpf_skb_vlan_push(skb, bpf_htons(ETH_P_8021Q), inner_id))
			return TC_ACT_SHOT;
		return pushed(bpf_skb_vlan_push(skb, bpf_htons(ETH_P_8021AD), stacked_net));
	}
	return TC_ACT_OK;
}

/* A tag is in the metadata if the network device took it off, else in the packet. */
static __always_inline int is_tagged(struct __sk_buff *skb)
{
	return skb->vlan_present || skb->protocol == bpf_htons(ETH_P_8021Q) ||
	       skb->protocol == bpf_htons(ETH_P_8021AD);
}

SEC("tc")
int untag(struct __sk_buff *skb)
{
	for (int depth = 0; depth < 2; depth++) {
		if (!is_tagged(skb))
			return TC_ACT_OK;
		if (bpf_skb_vlan_pop(skb))
			return TC_ACT_SHOT;
	}
	return TC_ACT_OK;
}

char _license[] SEC("license") = "Dual MIT/GPL";
