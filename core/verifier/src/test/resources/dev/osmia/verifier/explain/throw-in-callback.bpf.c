#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern void bpf_throw(__u64 cookie) __ksym;

static long find(__u32 index, __u32 *wanted)
{
	if (index == *wanted)
		bpf_throw(index);
	return 0;
}

SEC("tc") int wrong(struct __sk_buff *packet)
{
	__u32 wanted = packet->len;

	bpf_loop(100, find, &wanted, 0);
	return 0;
}

static long find_better(__u32 index, __u32 *wanted)
{
	return index == *wanted;
}

SEC("tc") int fixed(struct __sk_buff *packet)
{
	__u32 wanted = packet->len;

	if (bpf_loop(100, find_better, &wanted, 0) < 100)
		bpf_throw(wanted);
	return 0;
}

char _license[] SEC("license") = "GPL";
