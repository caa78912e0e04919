#include "kfuncs.h"

static __always_inline long linear(struct xdp_md *xdp)
{
	return (long)xdp->data_end - (long)xdp->data;
}

/* The byte at a place in the linear part, -1 if it is not there. */
static __always_inline int byte(struct xdp_md *xdp, int at)
{
	unsigned char *data = (void *)(long)xdp->data;

	return data + at + 1 <= (unsigned char *)(long)xdp->data_end ? data[at] : -1;
}

SEC("xdp") int pull_linear(struct xdp_md *xdp)
{
	out[0] = bpf_xdp_pull_data(xdp, 0);
	out[1] = bpf_xdp_pull_data(xdp, 64);
	out[2] = bpf_xdp_pull_data(xdp, 65);
	out[3] = bpf_xdp_pull_data(xdp, -1);
	out[4] = linear(xdp);
	return XDP_PASS;
}

/* 6000 bytes, of which 3520 are in the frame: 216 more can be. */
SEC("xdp.frags") int pull_pages(struct xdp_md *xdp)
{
	struct bpf_dynptr d;
	__u64 to = 0, mark = 0x1122334455667788, *at;

	out[0] = linear(xdp);
	out[1] = bpf_xdp_pull_data(xdp, 3520);
	out[2] = byte(xdp, 3520);
	out[3] = bpf_xdp_pull_data(xdp, 3521);
	out[4] = linear(xdp);
	out[5] = byte(xdp, 3520);
	out[6] = bpf_xdp_pull_data(xdp, 3737);
	out[7] = bpf_xdp_pull_data(xdp, 6001);
	out[8] = bpf_xdp_pull_data(xdp, 3736);
	out[9] = linear(xdp);
	out[10] = byte(xdp, 3735);
	out[11] = bpf_xdp_get_buff_len(xdp);
	bpf_xdp_load_bytes(xdp, 3732, &to, 8);
	out[12] = to;
	out[13] = bpf_xdp_store_bytes(xdp, 3733, &mark, 8);
	bpf_dynptr_from_xdp(xdp, 0, &d);
	at = bpf_dynptr_slice(&d, 3736, 0, 8);
	out[14] = at ? *at : 1;
	at = bpf_dynptr_slice(&d, 3735, 0, 8);
	out[15] = at ? *at : 1;
	out[16] = bpf_xdp_adjust_head(xdp, -1);
	out[17] = bpf_xdp_adjust_tail(xdp, 1600);
	out[18] = bpf_xdp_adjust_tail(xdp, 1617);
	out[19] = bpf_xdp_adjust_tail(xdp, -1000);
	return XDP_PASS;
}

/* Everything there is: afterwards it is a packet without pages. */
SEC("xdp.frags") int all_pages(struct xdp_md *xdp)
{
	out[0] = bpf_xdp_adjust_tail(xdp, -2400);
	out[1] = bpf_xdp_pull_data(xdp, 3600);
	out[2] = linear(xdp);
	out[3] = byte(xdp, 3599);
	out[4] = bpf_xdp_adjust_tail(xdp, 1);
	out[5] = bpf_xdp_adjust_tail(xdp, -100);
	out[6] = linear(xdp);
	out[7] = bpf_xdp_adjust_tail(xdp, 50);
	out[8] = bpf_xdp_pull_data(xdp, 3551);
	out[9] = bpf_xdp_adjust_head(xdp, -136);
	out[10] = bpf_xdp_adjust_head(xdp, -1);
	return XDP_PASS;
}

/* Metadata move along, and take room. */
SEC("xdp.frags") int metadata_pages(struct xdp_md *xdp)
{
	__u64 *meta;

	out[0] = bpf_xdp_adjust_meta(xdp, -8);
	meta = (void *)(long)xdp->data_meta;
	if ((void *)(meta + 1) > (void *)(long)xdp->data)
		return XDP_DROP;
	*meta = 0x1122334455667788;
	out[1] = bpf_xdp_pull_data(xdp, 3729);
	out[2] = bpf_xdp_pull_data(xdp, 3728);
	meta = (void *)(long)xdp->data_meta;
	if ((void *)(meta + 1) > (void *)(long)xdp->data)
		return XDP_DROP;
	out[3] = *meta;
	out[4] = byte(xdp, 3727);
	out[5] = bpf_xdp_adjust_meta(xdp, -4);
	out[6] = bpf_xdp_adjust_meta(xdp, 8);
	out[7] = bpf_xdp_pull_data(xdp, 3736);
	out[8] = linear(xdp);
	return XDP_PASS;
}

/* No packet of a test run comes with metadata. */
SEC("tc") int skb_metadata(struct __sk_buff *skb)
{
	struct bpf_dynptr d, c;
	__u64 to = 7, from = 9;

	out[0] = bpf_dynptr_from_skb_meta(skb, 1, &d);
	out[1] = bpf_dynptr_is_null(&d);
	out[2] = bpf_dynptr_from_skb_meta(skb, 0, &d);
	out[3] = bpf_dynptr_is_null(&d);
	out[4] = bpf_dynptr_is_rdonly(&d);
	out[5] = bpf_dynptr_size(&d);
	out[6] = bpf_dynptr_read(&to, 8, &d, 0, 0);
	out[7] = bpf_dynptr_read(&to, 0, &d, 0, 0);
	out[8] = bpf_dynptr_write(&d, 0, &from, 8, 0);
	out[9] = bpf_dynptr_write(&d, 0, &from, 0, 0);
	out[10] = bpf_dynptr_write(&d, 0, &from, 0, 1);
	out[11] = bpf_dynptr_data(&d, 0, 8) == 0;
	out[12] = bpf_dynptr_slice(&d, 0, &to, 8) == 0;
	out[13] = bpf_dynptr_slice_rdwr(&d, 0, &to, 8) == 0;
	out[14] = bpf_dynptr_adjust(&d, 0, 1);
	out[15] = bpf_dynptr_adjust(&d, 0, 0);
	out[16] = bpf_dynptr_clone(&d, &c);
	out[17] = bpf_dynptr_memset(&d, 0, 1, 3);
	out[18] = bpf_dynptr_memset(&d, 0, 0, 3);
	out[19] = bpf_dynptr_copy(&d, 0, &c, 0, 0);
	return 0;
}
