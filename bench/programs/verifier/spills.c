// More numbers than there are registers: they go to the stack and come back, and all are bounds or indices in the end.
#include "stress.h"
#define LENGTH 256
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, u8[LENGTH]); } tables SEC(".maps");
SEC("xdp") int spills(struct xdp_md* ctx) {
    u32 key = 0;
    u8* table = bpf_map_lookup_elem(&tables, &key);
    if (!table) return 0;
    volatile u64 indices[8] = {};
    volatile u64 round = 0;
    u64 total = 0;
    while (round < 1000) {
        u64 random = bpf_get_prandom_u32();
        u64 a = random & 15, b = random >> 4 & 15, c = random >> 8 & 15, d = random >> 12 & 15;
        OPAQUE(a); OPAQUE(b); OPAQUE(c); OPAQUE(d);
        indices[0] = a & 15; indices[1] = b & 15; indices[2] = c & 15; indices[3] = d & 15;
        indices[4] = round & 63;
        total += table[indices[0]];
        total += table[indices[1] + indices[2]];
        total += table[indices[3] * indices[4] & 127];
        u64 sum = indices[0] + indices[1] + indices[2] + indices[3] + indices[4];
        if (sum < LENGTH) total += table[sum];
        if (a > b) indices[5] = a;
        else indices[5] = b;
        total += table[indices[5] & 31];
        round = round + 1;
    }
    return total;
}
LICENSE;
