// Uses the memory of a dynptr without asking whether there is any.
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

	bpf_ringbuf_reserve_dynptr(&events, 64, 0, &event);
	__u64 *data = bpf_dynptr_data(&event, 0, 8);
	*data = 1;
	bpf_ringbuf_submit_dynptr(&event, 0);
	return 0;
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	struct bpf_dynptr event;

	bpf_ringbuf_reserve_dynptr(&events, 64, 0, &event);
	__u64 *data = bpf_dynptr_data(&event, 0, 8);
	if (data)
		*data = 1;
	bpf_ringbuf_submit_dynptr(&event, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
