#include "kfuncs.h"

SEC("xdp") int metadata(struct xdp_md *xdp)
{
	__u64 time = 0;
	__u32 hash = 0, kind = 0;
	__u16 protocol = 0, tag = 0;

	out[0] = bpf_xdp_metadata_rx_timestamp(xdp, &time);
	out[1] = bpf_xdp_metadata_rx_hash(xdp, &hash, &kind);
	out[2] = bpf_xdp_metadata_rx_vlan_tag(xdp, &protocol, &tag);
	return XDP_PASS;
}
