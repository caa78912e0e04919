// Callbacks of bpf_loop in callbacks of bpf_loop, which share what is on the stack.
#include "stress.h"
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, u32); __type(value, u64); } sums SEC(".maps");
struct sum { u32 row; u64 total; u64 most; };
static int cell(u32 column, void* data) {
    struct sum* sum = data;
    u32 key = sum->row * 8 + column;
    u64* value = bpf_map_lookup_elem(&sums, &key);
    if (!value) return 0;
    sum->total += *value;
    if (*value > sum->most) sum->most = *value;
    return sum->total > 1000000;
}
static int row(u32 number, void* data) {
    struct sum* sum = data;
    sum->row = number & 7;
    bpf_loop(8, cell, sum, 0);
    bpf_loop(16, cell, sum, 0);
    if (sum->most > 100) sum->most -= number;
    return 0;
}
#define ROUNDS(n) sum.row = n; bpf_loop(n, row, &sum, 0); if (sum.most == n) return n;
SEC("xdp") int callbacks(struct xdp_md* ctx) {
    struct sum sum = {};
    ROUNDS(1) ROUNDS(2) ROUNDS(3) ROUNDS(4) ROUNDS(5) ROUNDS(6) ROUNDS(7) ROUNDS(8)
    ROUNDS(9) ROUNDS(10) ROUNDS(11) ROUNDS(12) ROUNDS(13) ROUNDS(14) ROUNDS(15) ROUNDS(16)
    return sum.total;
}
LICENSE;
