/*
 * Loops with the kernel's own iterators (kernel functions, called kfuncs): the verifier follows such a loop until rounds
 * teach it nothing new, however many rounds there are when it runs. Below which number does the longest Collatz sequence
 * start? Halve what is even, triple what is odd and add one, until one is reached.
 *
 *     ./osmia run examples/collatz.bpf.o --data e803000000000000
 *
 * The context is a struct question in the machine's byte order: here 1000, and room for the answer, 871 (67 03 00 00).
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define LIMIT 100000
#define STEPS 1000

struct bpf_iter_num {
	__u64 __opaque[1];
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

struct question {
	__u32 below; /* at most LIMIT */
	__u32 start;
};

/*
 * Counters start from here: of a variable the verifier knows no value, so that all rounds look alike to it. Had they started
 * from a constant, it would count along.
 */
__u32 zero;

/* How many steps it takes to reach one. */
static __u32 steps(__u64 number)
{
	struct bpf_iter_num round;
	__u32 count = zero;

	bpf_iter_num_new(&round, 0, STEPS);
	while (number != 1 && bpf_iter_num_next(&round)) {
		number = number % 2 ? 3 * number + 1 : number / 2;
		count++;
	}
	bpf_iter_num_destroy(&round);
	return count;
}

SEC("syscall")
int longest_sequence(struct question *question)
{
	struct bpf_iter_num numbers;
	__u32 longest = zero, start = zero;
	int *number;

	if (question->below > LIMIT)
		return -1;
	bpf_iter_num_new(&numbers, 1, question->below);
	while ((number = bpf_iter_num_next(&numbers))) {
		__u32 count = steps(*number);

		if (count >= longest) {
			longest = count;
			start = *number;
		}
	}
	bpf_iter_num_destroy(&numbers);
	question->start = start;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
