// Reserves a record in what is no ring buffer.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} events SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	void *event = bpf_ringbuf_reserve(&events, 8, 0);

	if (event)
		bpf_ringbuf_discard(event, 0);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
