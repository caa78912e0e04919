// Returns what it has read.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("cgroup/sock_create")
int wrong(struct bpf_sock *sk)
{
	return sk->mark;
}

SEC("cgroup/sock_create")
int fixed(struct bpf_sock *sk)
{
	return sk->mark != 0;
}

char _license[] SEC("license") = "GPL";
