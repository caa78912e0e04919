// Static and global functions in .text, functions across sections, callbacks, programs that share functions.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define NOINLINE __attribute__((noinline))

__u64 total;

static int each(__u32 index, __u64 *sum)
{
	*sum += index;
	return 0;
}

NOINLINE int each_global(__u32 index, void *unused)
{
	total += index;
	return index > 3;
}

static NOINLINE int leaf(int x)
{
	return bpf_get_smp_processor_id() + x;
}

NOINLINE int middle(int x)
{
	return leaf(x) + leaf(x + 1) * 3;
}

__attribute__((visibility("hidden"))) NOINLINE int hidden_one(int x)
{
	return middle(x) ^ 5;
}

SEC("tc")
int with_callbacks(struct __sk_buff *packet)
{
	__u64 sum = 0;
	bpf_loop(10, each, &sum, 0);
	bpf_loop(10, each_global, 0, 0);
	return sum + leaf(packet->len);
}

SEC("tc")
int second_of_section(struct __sk_buff *packet)
{
	return middle(packet->mark);
}

SEC("?xdp.frags")
int not_loaded(struct xdp_md *context)
{
	return hidden_one(context->ingress_ifindex) & 3;
}

char _license[] SEC("license") = "GPL";
