/**
 * Packets as programs see them: {@link dev.osmia.embedded.internal.net.XdpFrame} behind an {@code xdp_md},
 * {@link dev.osmia.embedded.internal.net.SocketBuffer} behind a {@code __sk_buff}, both in memory of the box that a
 * virtual CPU uses again and again ({@link dev.osmia.embedded.internal.net.PacketPool}), and the interfaces that packets
 * come from and go to. Contexts are laid out as in Linux's UAPI; their 32-bit pointers are the low halves of addresses.
 */
package dev.osmia.embedded.internal.net;
