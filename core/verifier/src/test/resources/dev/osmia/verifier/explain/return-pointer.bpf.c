// Returns a pointer in place of a number.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("cgroup/sock_create")
long wrong(struct bpf_sock *sk)
{
	return (long)sk;
}

char _license[] SEC("license") = "GPL";
