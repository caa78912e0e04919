// Looks up a socket and does not give it back.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), -1, 0);

	return sk ? 2 : 0;
}

SEC("tc")
int fixed(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), -1, 0);

	if (sk)
		bpf_sk_release(sk);
	return sk ? 2 : 0;
}

char _license[] SEC("license") = "GPL";
