/*
 * Prints to the trace output, and keeps its state in global variables: constants that a loader may set, variables with
 * a first value, variables that start at zero.
 *
 *     ./osmia run examples/printk.bpf.o --pcap examples/web.pcap
 */
#include "packet.h"

const volatile __u32 every = 100;      /* print every so many packets */
const char greeting[] = "first packet"; /* .rodata */
__u32 shortest = 0xffffffff;           /* .data */
__u32 longest;                         /* .bss */
__u64 packets;
__u64 bytes;

SEC("xdp")
int watch(struct xdp_md *ctx)
{
	__u32 length = ctx->data_end - ctx->data;

	packets++;
	bytes += length;
	if (length < shortest)
		shortest = length;
	if (length > longest)
		longest = length;
	if (packets == 1)
		bpf_printk("%s: %u bytes", greeting, length);
	if (every && packets % every == 0)
		bpf_printk("%llu packets, %llu bytes, from %u to %u, this one 0x%04x", packets, bytes, shortest, longest, length);
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
