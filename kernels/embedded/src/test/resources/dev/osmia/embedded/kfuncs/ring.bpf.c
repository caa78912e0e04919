#include "kfuncs.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

SEC("syscall") int records(void *ctx)
{
	struct bpf_dynptr d;
	__u64 from = 1;

	out[0] = bpf_ringbuf_reserve_dynptr(&ring, 8, 1, &d);
	out[1] = bpf_dynptr_write(&d, 0, &from, 8, 0);
	bpf_ringbuf_submit_dynptr(&d, 0);
	out[2] = bpf_ringbuf_reserve_dynptr(&ring, 0x1000000, 0, &d);
	bpf_ringbuf_submit_dynptr(&d, 0);
	out[3] = bpf_ringbuf_reserve_dynptr(&ring, 0x1000000, 1, &d);
	bpf_ringbuf_discard_dynptr(&d, 0);
	out[4] = bpf_ringbuf_reserve_dynptr(&ring, 5000, 0, &d);
	bpf_ringbuf_submit_dynptr(&d, 0);
	out[5] = bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d);
	out[6] = bpf_dynptr_write(&d, 2, &from, 4, 0);
	out[7] = bpf_dynptr_write(&d, 5, &from, 4, 0);
	out[8] = bpf_dynptr_data(&d, 0, 8) != 0;
	out[9] = bpf_dynptr_size(&d);
	out[10] = bpf_dynptr_is_rdonly(&d);
	out[11] = bpf_dynptr_adjust(&d, 2, 6);
	bpf_ringbuf_submit_dynptr(&d, 0);
	out[12] = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);
	out[13] = bpf_ringbuf_reserve_dynptr(&ring, 0, 0, &d);
	out[14] = bpf_dynptr_is_null(&d);
	bpf_ringbuf_discard_dynptr(&d, 0);
	out[15] = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);
	out[16] = bpf_ringbuf_reserve_dynptr(&ring, 4090, 0, &d);
	bpf_ringbuf_discard_dynptr(&d, 0);
	return 0;
}
