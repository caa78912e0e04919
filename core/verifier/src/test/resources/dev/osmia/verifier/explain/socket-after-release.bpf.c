// Reads a socket after it was given back.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), -1, 0);

	if (!sk)
		return 0;
	bpf_sk_release(sk);
	return sk->family;
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), -1, 0);

	if (!sk)
		return 0;
	int family = sk->family;
	bpf_sk_release(sk);
	return family;
}

char _license[] SEC("license") = "GPL";
