#include "kfuncs.h"

__u64 words[512];

static __always_inline void walk(int at, int start, int end)
{
	struct bpf_iter_num it;
	long sum = 0, steps = 0;
	int *i;

	out[at] = bpf_iter_num_new(&it, start, end);
	while ((i = bpf_iter_num_next(&it))) {
		sum += *i;
		steps++;
	}
	bpf_iter_num_destroy(&it);
	out[at + 1] = steps;
	out[at + 2] = sum;
}

SEC("syscall") int num_counts(void *ctx)
{
	walk(0, 0, 10);
	walk(3, -5, 7);
	walk(6, 3, 3);
	walk(9, 4, 3);
	walk(12, 2147483640, 2147483647);
	walk(15, -2147483647 - 1, -2147483640);
	return 0;
}

SEC("syscall") int num_limits(void *ctx)
{
	struct bpf_iter_num it;

	out[0] = bpf_iter_num_new(&it, 0, 8 * 1024 * 1024);
	bpf_iter_num_destroy(&it);
	out[1] = bpf_iter_num_new(&it, 0, 8 * 1024 * 1024 + 1);
	out[2] = bpf_iter_num_next(&it) != 0;
	bpf_iter_num_destroy(&it);
	out[3] = bpf_iter_num_new(&it, -2147483647 - 1, 2147483647);
	bpf_iter_num_destroy(&it);
	out[4] = bpf_iter_num_new(&it, 2147483647, -2147483647 - 1);
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("syscall") int num_after_its_end(void *ctx)
{
	struct bpf_iter_num it;
	int *i;

	out[0] = bpf_iter_num_new(&it, 7, 9);
	i = bpf_iter_num_next(&it);
	out[1] = i ? *i : -1;
	i = bpf_iter_num_next(&it);
	out[2] = i ? *i : -1;
	i = bpf_iter_num_next(&it);
	out[3] = i ? *i : -1;
	i = bpf_iter_num_next(&it);
	out[4] = i ? *i : -1;
	bpf_iter_num_destroy(&it);
	return 0;
}

static __always_inline void bits(int at, const __u64 *from, __u32 count)
{
	struct bpf_iter_bits it;
	long sum = 0, steps = 0;
	int *i;

	out[at] = bpf_iter_bits_new(&it, from, count);
	while ((i = bpf_iter_bits_next(&it))) {
		sum += *i;
		steps++;
	}
	bpf_iter_bits_destroy(&it);
	out[at + 1] = steps;
	out[at + 2] = sum;
}

SEC("syscall") int bits_of_one_word(void *ctx)
{
	words[0] = 0x8000000000010005;
	bits(0, words, 1);
	words[0] = 0;
	bits(3, words, 1);
	words[0] = ~0ULL;
	bits(6, words, 1);
	return 0;
}

SEC("syscall") int bits_of_many_words(void *ctx)
{
	words[0] = 1;
	words[1] = 1ULL << 63;
	words[2] = 6;
	words[510] = 2;
	words[511] = 4;
	bits(0, words, 3);
	bits(3, words, 2);
	bits(6, words, 511);
	bits(9, words, 512);
	return 0;
}

SEC("syscall") int bits_of_nothing(void *ctx)
{
	bits(0, words, 0);
	bits(3, 0, 1);
	bits(6, (const __u64 *)0xdead00000000, 1);
	bits(9, (const __u64 *)0xdead00000000, 3);
	return 0;
}
