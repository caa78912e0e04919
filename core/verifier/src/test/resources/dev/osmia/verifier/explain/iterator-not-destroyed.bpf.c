// Begins an iterator and does not end it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));

int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __attribute__((section(".ksyms")));
int *bpf_iter_num_next(struct bpf_iter_num *it) __attribute__((section(".ksyms")));
void bpf_iter_num_destroy(struct bpf_iter_num *it) __attribute__((section(".ksyms")));

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	struct bpf_iter_num numbers;

	bpf_iter_num_new(&numbers, 0, 10);
	return bpf_iter_num_next(&numbers) != 0;
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	struct bpf_iter_num numbers;

	bpf_iter_num_new(&numbers, 0, 10);
	int found = bpf_iter_num_next(&numbers) != 0;
	bpf_iter_num_destroy(&numbers);
	return found;
}

char _license[] SEC("license") = "GPL";
