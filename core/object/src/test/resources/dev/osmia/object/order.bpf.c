// Functions that call functions: what one calls stands before what its caller calls next.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define NOINLINE __attribute__((noinline))

static NOINLINE int last(int x)
{
	return bpf_get_prandom_u32() * x;
}

static NOINLINE int deep(int x)
{
	return bpf_get_prandom_u32() + x;
}

static NOINLINE int first(int x)
{
	return deep(x) ^ bpf_get_prandom_u32();
}

SEC("tc")
int in_order(struct __sk_buff *packet)
{
	return first(packet->len) + last(packet->mark);
}

char _license[] SEC("license") = "GPL";
