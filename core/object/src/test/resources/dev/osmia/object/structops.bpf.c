// Tables of functions that the kernel calls (struct_ops): registered by an update, by a link, and only on request.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sock;

struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	__u32 flags;
	char name[16];
	void (*init)(struct sock *sk);
};

SEC("struct_ops/start")
void start(unsigned long long *arguments)
{
}

SEC("struct_ops/threshold")
__u32 threshold(unsigned long long *arguments)
{
	return 10;
}

SEC("struct_ops.s/avoid")
void avoid(unsigned long long *arguments)
{
}

SEC("struct_ops/undo")
__u32 undo(unsigned long long *arguments)
{
	return 2;
}

SEC(".struct_ops")
struct tcp_congestion_ops slow = {
	.ssthresh = (void *)threshold,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.flags = 5,
	.name = "bpf_slow",
};

SEC(".struct_ops.link")
struct tcp_congestion_ops linked = {
	.undo_cwnd = (void *)undo,
	.name = "bpf_linked",
	.init = (void *)start,
};

SEC(".struct_ops.link")
struct tcp_congestion_ops updated = {
	.undo_cwnd = (void *)undo,
	.flags = 7,
	.name = "bpf_updated",
};

SEC("?.struct_ops")
struct tcp_congestion_ops optional = {
	.undo_cwnd = (void *)undo,
	.name = "bpf_optional",
};

char _license[] SEC("license") = "GPL";
