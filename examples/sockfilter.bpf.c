/*
 * What a socket gets to see: DNS whole, of TCP the headers, nothing else; a filter that reads the packet without
 * pointers, by the loads of classic BPF and by a helper.
 *
 *     ./osmia run examples/sockfilter.bpf.o --pcap examples/web.pcap
 *
 * The return value is the number of bytes to keep. Where a socket's data begin depends on the socket (at the Ethernet
 * header for a packet socket, else behind it); offsets from the network header hold for all.
 */
#include "packet.h"

#include <linux/filter.h>

unsigned long long load_byte(void *skb, unsigned long long offset) asm("llvm.bpf.load.byte");
unsigned long long load_half(void *skb, unsigned long long offset) asm("llvm.bpf.load.half");

#define WHOLE 0xffff
#define HEADERS 96
#define NOTHING 0
#define DNS 53

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} bytes_by_protocol SEC(".maps");

SEC("socket")
int keep(struct __sk_buff *skb)
{
	__u32 transport;
	__u32 protocol;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		/* A packet that ends before such a load ends the program as well, with 0. */
		transport = (load_byte(skb, SKF_NET_OFF) & 0xf) * 4;
		protocol = load_byte(skb, SKF_NET_OFF + offsetof(struct iphdr, protocol));
		if (load_half(skb, SKF_NET_OFF + offsetof(struct iphdr, frag_off)) & 0x1fff)
			return NOTHING;
	} else if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
		transport = sizeof(struct ipv6hdr);
		protocol = load_byte(skb, SKF_NET_OFF + offsetof(struct ipv6hdr, nexthdr));
	} else {
		return NOTHING;
	}

	__u64 *bytes = bpf_map_lookup_elem(&bytes_by_protocol, &protocol);
	if (bytes)
		__sync_fetch_and_add(bytes, skb->len);

	if (protocol == IPPROTO_TCP)
		return HEADERS;
	struct ports ports;
	if (protocol != IPPROTO_UDP ||
	    bpf_skb_load_bytes_relative(skb, transport, &ports, sizeof(ports), BPF_HDR_START_NET))
		return NOTHING;
	return ports.source == bpf_htons(DNS) || ports.dest == bpf_htons(DNS) ? WHOLE : NOTHING;
}

char _license[] SEC("license") = "Dual MIT/GPL";
