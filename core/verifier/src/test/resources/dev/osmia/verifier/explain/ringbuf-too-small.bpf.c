// Writes behind the end of the record that was reserved.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("xdp")
int wrong(struct xdp_md *ctx)
{
	volatile __u64 *event = bpf_ringbuf_reserve(&events, 8, 0);

	if (!event)
		return XDP_PASS;
	event[1] = 1;
	bpf_ringbuf_submit((void *)event, 0);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
