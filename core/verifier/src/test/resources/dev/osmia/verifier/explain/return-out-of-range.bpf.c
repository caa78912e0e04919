// Returns a number that means nothing here.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("cgroup/sock_create")
int wrong(struct bpf_sock *sk)
{
	return sk->family == 10 ? 2 : 1;
}

SEC("cgroup/sock_create")
int fixed(struct bpf_sock *sk)
{
	return sk->family == 10 ? 0 : 1;
}

char _license[] SEC("license") = "GPL";
