// A thousand look-ups one after the other, each of which may find nothing.
#include "stress.h"
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4096); __type(key, u32); __type(value, u64); } counters SEC(".maps");
SEC("xdp") int lookups(struct xdp_md* ctx) {
    u64 total = 0;
#pragma unroll
    for (u32 number = 0; number < 1000; number++) {
        u32 key = number;
        u64* counter = bpf_map_lookup_elem(&counters, &key);
        if (counter) {
            total += *counter;
            __sync_fetch_and_add(counter, 1);
        }
    }
    return total;
}
LICENSE;
