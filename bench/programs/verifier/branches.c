// Branches that nothing is forgotten of: the number of those taken is an index in the end, so each way counts.
#include "stress.h"
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, u64[129]); } tables SEC(".maps");
#define COUNT(bit) if (random & 1ull << (bit)) { taken++; OPAQUE(taken); }
#define COUNT4(bit) COUNT(bit) COUNT(bit + 1) COUNT(bit + 2) COUNT(bit + 3)
#define COUNT16(bit) COUNT4(bit) COUNT4(bit + 4) COUNT4(bit + 8) COUNT4(bit + 12)
#define COUNT64() COUNT16(0) COUNT16(16) COUNT16(32) COUNT16(48)
SEC("xdp") int branches(struct xdp_md* ctx) {
    u32 key = 0;
    u64* table = bpf_map_lookup_elem(&tables, &key);
    if (!table) return 0;
    u64 taken = 0, random = bpf_ktime_get_ns();
    COUNT64()
    random = bpf_get_prandom_u32() * bpf_ktime_get_ns();
    COUNT64()
    return table[taken];
}
LICENSE;
