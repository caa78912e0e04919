/* Headers of the packets that the examples read: the parts of Linux's own headers that they need. */
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* What follows the type field of an Ethernet header with a VLAN tag (IEEE 802.1Q, and 802.1ad outside of it). */
struct vlan_tag {
	__be16 control;
	__be16 type;
};

/* The first four bytes of TCP and UDP alike. */
struct ports {
	__be16 source;
	__be16 dest;
};
