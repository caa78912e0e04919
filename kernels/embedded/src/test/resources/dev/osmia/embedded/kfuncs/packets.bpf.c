#include "kfuncs.h"

/* What programs of any type may do with the dynptr of a socket buffer. */
static __always_inline void look(struct __sk_buff *skb, int writes)
{
	struct bpf_dynptr d;
	__u64 to = 0, buffer = 1, from = 0x1122334455667788, *at;

	out[0] = bpf_dynptr_from_skb(skb, 1, &d);
	out[1] = bpf_dynptr_is_null(&d);
	out[2] = bpf_dynptr_from_skb(skb, 0, &d);
	out[3] = bpf_dynptr_size(&d);
	out[4] = bpf_dynptr_is_rdonly(&d);
	out[5] = bpf_dynptr_read(&to, 8, &d, 10, 0);
	out[6] = to;
	out[7] = bpf_dynptr_read(&to, 8, &d, 57, 0);
	out[8] = bpf_dynptr_write(&d, 16, &from, 8, 0);
	out[9] = bpf_dynptr_write(&d, 24, &from, 8, 1);
	out[10] = bpf_dynptr_write(&d, 24, &from, 8, 4);
	out[11] = bpf_dynptr_data(&d, 0, 8) == 0;
	at = bpf_dynptr_slice(&d, 32, &buffer, 8);
	out[12] = at ? *at : 0;
	out[13] = buffer;
	at = bpf_dynptr_slice(&d, 32, 0, 8);
	out[14] = at ? *at : 0;
	if (writes) {
		at = bpf_dynptr_slice_rdwr(&d, 32, &buffer, 8);
		out[15] = at == 0;
		if (at)
			*at = 0x0102030405060708;
	}
	out[16] = bpf_dynptr_adjust(&d, 4, 40);
	out[17] = bpf_dynptr_memset(&d, 0, 2, 0xee);
	out[18] = bpf_dynptr_write(&d, 35, &from, 1, 0);
	out[19] = bpf_dynptr_copy(&d, 8, &d, 2, 4);
}

SEC("tc") int tc_look(struct __sk_buff *skb)
{
	look(skb, 1);
	return 0;
}

SEC("action") int action_look(struct __sk_buff *skb)
{
	look(skb, 1);
	return 0;
}

SEC("socket") int socket_look(struct __sk_buff *skb)
{
	look(skb, 0);
	return 0;
}

SEC("cgroup_skb/ingress") int cgroup_look(struct __sk_buff *skb)
{
	look(skb, 0);
	return 1;
}

SEC("tc") int tc_change_tail(struct __sk_buff *skb)
{
	struct bpf_dynptr d, c;
	__u64 to = 5, from = 0x1122334455667788;

	out[0] = bpf_dynptr_from_skb(skb, 0, &d);
	out[1] = bpf_skb_change_tail(skb, 40, 0);
	out[2] = bpf_dynptr_size(&d);
	out[3] = bpf_dynptr_read(&to, 8, &d, 36, 0);
	out[4] = to;
	out[5] = bpf_dynptr_write(&d, 36, &from, 8, 0);
	out[6] = bpf_dynptr_slice(&d, 36, &to, 8) == 0;
	out[7] = bpf_dynptr_slice_rdwr(&d, 36, 0, 8) == 0;
	out[8] = bpf_dynptr_memset(&d, 36, 8, 1);
	bpf_dynptr_from_skb(skb, 0, &c);
	out[9] = bpf_dynptr_size(&c);
	out[10] = bpf_dynptr_copy(&c, 0, &d, 36, 8);
	out[11] = bpf_dynptr_write(&d, 0, &from, 0, 0);
	return 0;
}

SEC("tc") int tc_checksum(struct __sk_buff *skb)
{
	struct bpf_dynptr d;
	__u16 from = 0x1234;

	out[0] = bpf_get_hash_recalc(skb) != 0;
	bpf_dynptr_from_skb(skb, 0, &d);
	out[1] = bpf_dynptr_write(&d, 2, &from, 2, 0);
	out[2] = skb->hash != 0;
	out[3] = bpf_dynptr_write(&d, 4, &from, 2, BPF_F_INVALIDATE_HASH);
	out[4] = skb->hash;
	out[5] = bpf_dynptr_write(&d, 6, &from, 2, BPF_F_RECOMPUTE_CSUM);
	return 0;
}

static __always_inline void frame(struct xdp_md *xdp)
{
	struct bpf_dynptr d;
	__u64 to = 0, buffer = 1, from = 0x1122334455667788, *at;

	out[0] = bpf_dynptr_from_xdp(xdp, 1, &d);
	out[1] = bpf_dynptr_is_null(&d);
	out[2] = bpf_dynptr_from_xdp(xdp, 0, &d);
	out[3] = bpf_dynptr_size(&d);
	out[4] = bpf_dynptr_is_rdonly(&d);
	out[5] = bpf_dynptr_read(&to, 8, &d, 10, 0);
	out[6] = to;
	out[7] = bpf_dynptr_write(&d, 16, &from, 8, 1);
	out[8] = bpf_dynptr_write(&d, 16, &from, 8, 0);
	out[9] = bpf_dynptr_data(&d, 0, 8) == 0;
	at = bpf_dynptr_slice(&d, 32, &buffer, 8);
	out[10] = at ? *at : 0;
	out[11] = buffer;
	at = bpf_dynptr_slice_rdwr(&d, 32, 0, 8);
	out[12] = at == 0;
	if (at)
		*at = 0x0102030405060708;
	out[13] = bpf_dynptr_read(&to, 8, &d, 0xfff0, 0);
	at = bpf_dynptr_slice(&d, 3516, &buffer, 8);
	out[14] = at ? *at : 0;
	at = bpf_dynptr_slice_rdwr(&d, 3516, 0, 8);
	out[15] = at == 0;
	at = bpf_dynptr_slice_rdwr(&d, 3516, &buffer, 8);
	out[16] = at == 0;
	if (at)
		*at = ~0ULL;
	out[17] = bpf_dynptr_memset(&d, 3500, 40, 0xee);
	out[18] = bpf_dynptr_copy(&d, 4000, &d, 3400, 300);
}

SEC("xdp") int xdp_look(struct xdp_md *xdp)
{
	frame(xdp);
	return XDP_PASS;
}

SEC("xdp.frags") int xdp_pages(struct xdp_md *xdp)
{
	frame(xdp);
	return XDP_PASS;
}

SEC("xdp") int xdp_adjust(struct xdp_md *xdp)
{
	struct bpf_dynptr d;
	__u64 to = 5, from = 0x1122334455667788;

	bpf_dynptr_from_xdp(xdp, 0, &d);
	out[0] = bpf_xdp_adjust_tail(xdp, -24);
	out[1] = bpf_dynptr_size(&d);
	out[2] = bpf_dynptr_read(&to, 8, &d, 36, 0);
	out[3] = to;
	out[4] = bpf_dynptr_write(&d, 36, &from, 8, 0);
	out[5] = bpf_dynptr_slice(&d, 36, 0, 8) == 0;
	out[6] = bpf_dynptr_memset(&d, 36, 8, 1);
	out[7] = bpf_xdp_adjust_head(xdp, 4);
	out[8] = bpf_dynptr_read(&to, 8, &d, 0, 0);
	out[9] = to;
	return XDP_PASS;
}
