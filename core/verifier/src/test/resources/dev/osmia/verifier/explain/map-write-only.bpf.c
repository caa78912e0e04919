// Reads a map that programs may only write.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} results SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *result = bpf_map_lookup_elem(&results, &key);

	return result && *result ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
