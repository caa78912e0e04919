// A key with a hole between its members: clang writes the members, and nobody writes the hole.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct key {
	__u16 port;
	__u32 interface;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct key);
	__type(value, __u64);
} counts SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	struct key key;

	key.port = 80;
	key.interface = ctx->ingress_ifindex;
	return bpf_map_lookup_elem(&counts, &key) ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int fixed(struct xdp_md *ctx)
{
	struct key key;

	__builtin_memset(&key, 0, sizeof(key));
	key.port = 80;
	key.interface = ctx->ingress_ifindex;
	return bpf_map_lookup_elem(&counts, &key) ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
