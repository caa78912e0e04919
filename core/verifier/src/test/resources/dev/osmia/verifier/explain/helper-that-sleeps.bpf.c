// Calls a function that may sleep from a program that must not.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("kprobe/do_nanosleep")
int wrong(void *ctx)
{
	int number = 0;

	bpf_copy_from_user(&number, sizeof(number), (void *)4096);
	return 0;
}

SEC("syscall")
int fixed(unsigned long long *ctx)
{
	int number = 0;

	bpf_copy_from_user(&number, sizeof(number), (void *)ctx[0]);
	return 0;
}

char _license[] SEC("license") = "GPL";
