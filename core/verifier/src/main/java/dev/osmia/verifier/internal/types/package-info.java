/**
 * What depends on types and not on where an exploration stands (Linux 6.18, kernel/bpf/btf.c): ids, offsets and sizes come
 * in, numbers, pointers with their flags, and refusals in Linux's words go out. Start with {@code TypeWalk}.
 */
package dev.osmia.verifier.internal.types;
