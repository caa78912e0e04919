/*
 * Work that no packet starts: a syscall program, which runs when somebody asks for it, with a context that the caller
 * fills and reads back. This one counts the primes below a number with the sieve of Eratosthenes.
 *
 *     ./osmia run examples/primes.bpf.o --data e803000000000000
 *
 * The context is a struct question in the machine's byte order: here 1000, and room for the answer, 168.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define LIMIT 65536

struct question {
	__u32 below; /* at most LIMIT */
	__u32 primes;
};

struct sieve {
	__u32 below;
	__u32 candidate;
	__u32 primes;
};

__u8 composite[LIMIT];

static long cross_out(__u32 index, struct sieve *sieve)
{
	__u32 multiple = sieve->candidate * (index + 2);

	if (multiple >= sieve->below || multiple >= LIMIT)
		return 1;
	composite[multiple] = 1;
	return 0;
}

static long look_at(__u32 index, struct sieve *sieve)
{
	__u32 candidate = index + 2;

	if (candidate >= LIMIT || composite[candidate])
		return 0;
	sieve->primes++;
	sieve->candidate = candidate;
	bpf_loop(LIMIT, cross_out, sieve, 0);
	return 0;
}

SEC("syscall")
int count_primes(struct question *question)
{
	struct sieve sieve = { .below = question->below };

	if (sieve.below > LIMIT)
		return -1;
	if (sieve.below > 2)
		bpf_loop(sieve.below - 2, look_at, &sieve, 0);
	question->primes = sieve.primes;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
