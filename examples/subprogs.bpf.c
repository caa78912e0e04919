/*
 * Checks the header checksum of every IPv4 packet with functions that stay functions: a static one, a global one that
 * is verified for itself, and a callback that bpf_loop calls for each 16-bit word.
 *
 *     ./osmia run examples/subprogs.bpf.o --pcap examples/web.pcap
 */
#include "packet.h"

__u64 right;
__u64 wrong;

struct sum {
	struct xdp_md *ctx;
	__u32 offset;
	__u32 total;
};

/* Returns 1, which ends the loop, where the packet ends. */
static long add_word(__u32 index, struct sum *sum)
{
	__be16 word = 0;

	if (bpf_xdp_load_bytes(sum->ctx, sum->offset + index * sizeof(word), &word, sizeof(word)))
		return 1;
	sum->total += word;
	return 0;
}

static __noinline __u16 fold(__u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* The Internet checksum (RFC 1071) over `words` words from `offset` on: 0 if the sum among them is right. */
__noinline __u32 checksum(struct xdp_md *ctx, __u32 offset, __u32 words)
{
	struct sum sum = { .ctx = ctx, .offset = offset };

	if (bpf_loop(words, add_word, &sum, 0) != words)
		return 0xffff;
	return fold(sum.total);
}

SEC("xdp")
int check(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof(*eth);

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	if (checksum(ctx, sizeof(*eth), ip->ihl * 2)) {
		__sync_fetch_and_add(&wrong, 1);
		return XDP_DROP;
	}
	__sync_fetch_and_add(&right, 1);
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
