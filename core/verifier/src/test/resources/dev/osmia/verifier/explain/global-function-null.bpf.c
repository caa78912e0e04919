// A global function uses its argument without asking whether it is NULL.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__attribute__((noinline)) int first(int *numbers)
{
	return numbers[0];
}

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	int numbers[1] = {skb->mark};

	return first(numbers);
}

__attribute__((noinline)) int first_of(int *numbers)
{
	return numbers ? numbers[0] : 0;
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	int numbers[1] = {skb->mark};

	return first_of(numbers);
}

char _license[] SEC("license") = "GPL";
