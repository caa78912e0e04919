/*
 * Drops packets by the longest prefix of their IPv4 source address: a network is blocked, one host in it is not.
 *
 *     ./osmia run examples/blocklist.bpf.o --pcap examples/scan.pcap
 *
 * The first packet fills the trie from constants, which a loader may replace before it loads the program. Whoever holds
 * the map may change its rules at any time.
 */
#include "packet.h"

enum action {
	UNUSED,
	ALLOW,
	BLOCK,
};

struct prefix {
	__u32 length; /* bits of the address that count */
	__be32 address;
};

struct rule {
	enum action action;
	__u32 pad;
	__u64 packets;
};

struct default_rule {
	struct prefix prefix;
	enum action action;
};

#define IPV4(a, b, c, d) __bpf_constant_htonl((a) << 24 | (b) << 16 | (c) << 8 | (d))
#define DEFAULT_RULES 4

const volatile struct default_rule defaults[DEFAULT_RULES] = {
	{ { 16, IPV4(10, 77, 0, 0) }, ALLOW },
	{ { 24, IPV4(10, 77, 66, 0) }, BLOCK },
	{ { 32, IPV4(10, 77, 66, 3) }, ALLOW },
};

__u32 filled;

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, struct rule);
} rules SEC(".maps");

static void fill(void)
{
	for (int i = 0; i < DEFAULT_RULES; i++) {
		struct prefix prefix = { defaults[i].prefix.length, defaults[i].prefix.address };
		struct rule rule = { .action = defaults[i].action };

		if (rule.action != UNUSED)
			bpf_map_update_elem(&rules, &prefix, &rule, BPF_ANY);
	}
}

SEC("xdp")
int filter(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof(*eth);

	if (__sync_val_compare_and_swap(&filled, 0, 1) == 0)
		fill();
	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;

	struct prefix source = { 32, ip->saddr };
	struct rule *rule = bpf_map_lookup_elem(&rules, &source);
	if (!rule)
		return XDP_PASS;
	__sync_fetch_and_add(&rule->packets, 1);
	return rule->action == BLOCK ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
