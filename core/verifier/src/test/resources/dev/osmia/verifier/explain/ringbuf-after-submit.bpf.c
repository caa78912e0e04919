// Writes to a record that was submitted.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	volatile __u64 *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return XDP_PASS;
	bpf_ringbuf_submit((void *)event, 0);
	*event = 1;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
