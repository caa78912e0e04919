#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define LIMIT 1000000
#define DRAW(sum) (sum) += bpf_get_prandom_u32() & 1 ? 1 : 2

SEC("xdp") int wrong(struct xdp_md *context)
{
	unsigned long sum = 0;

	for (int round = 0; round < LIMIT; round++) { DRAW(sum); if (sum & 1) sum += 3; asm volatile("" : "+r"(sum)); }
	return sum & 1;
}

static long draw(__u32 round, unsigned long *sum)
{
	DRAW(*sum);
	return 0;
}

SEC("xdp") int fixed(struct xdp_md *context)
{
	unsigned long sum = 0;

	bpf_loop(LIMIT, draw, &sum, 0);
	return sum & 1;
}

char _license[] SEC("license") = "GPL";
