// A loop within a loop, which the verifier goes round one by one: each element is mixed with all that follow.
#include "stress.h"
#define LENGTH 235
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, u32[LENGTH]); } tables SEC(".maps");
SEC("xdp") int loops(struct xdp_md* ctx) {
    u32 key = 0;
    u32* table = bpf_map_lookup_elem(&tables, &key);
    if (!table) return 0;
    for (u64 at = 0; at < LENGTH; at++) {
        for (u64 with = at + 1; with < LENGTH; with++) {
            u64 mixed = table[at] * 31 + table[with];
            OPAQUE(with);
            table[with] = mixed ^ with;
            table[at] = mixed >> 3;
        }
    }
    return table[0];
}
LICENSE;
