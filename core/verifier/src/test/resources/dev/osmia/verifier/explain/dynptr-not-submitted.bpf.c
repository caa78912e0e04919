// Reserves a record through a dynptr and does not give it back.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	struct bpf_dynptr event;

	if (bpf_ringbuf_reserve_dynptr(&events, 64, 0, &event))
		return 0;
	bpf_ringbuf_submit_dynptr(&event, 0);
	return 0;
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	struct bpf_dynptr event;

	bpf_ringbuf_reserve_dynptr(&events, 64, 0, &event);
	bpf_ringbuf_discard_dynptr(&event, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
