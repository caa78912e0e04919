// Open-coded iterators: the verifier goes round until rounds are alike.
#include "stress.h"
struct bpf_iter_num { u64 __opaque[1]; } __attribute__((aligned(8)));
extern int bpf_iter_num_new(struct bpf_iter_num* it, int start, int end) __attribute__((weak)) __attribute__((section(".ksyms")));
extern int* bpf_iter_num_next(struct bpf_iter_num* it) __attribute__((weak)) __attribute__((section(".ksyms")));
extern void bpf_iter_num_destroy(struct bpf_iter_num* it) __attribute__((weak)) __attribute__((section(".ksyms")));
#define LENGTH 64
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, u64[LENGTH]); } tables SEC(".maps");
#define EACH(name, from, to, body) { struct bpf_iter_num it; int* name; bpf_iter_num_new(&it, from, to); \
    while ((name = bpf_iter_num_next(&it))) { body } bpf_iter_num_destroy(&it); }
#define PASS(from) EACH(row, from, LENGTH, { \
    u32 at = *row; \
    if (at < LENGTH) { \
        EACH(column, 0, 8, { \
            u32 to = *column * 8 + at; \
            if (to < LENGTH && table[at] > table[to]) { best = table[to]; worst = table[at]; table[to] = best ^ to; } \
            else if (best > worst) worst += best; \
        }) \
    } })
SEC("tc") int iterators(struct __sk_buff* skb) {
    u32 key = 0;
    u64* table = bpf_map_lookup_elem(&tables, &key);
    if (!table) return 0;
    u64 best = 0, worst = 0;
    PASS(0) PASS(1) PASS(2) PASS(3) PASS(4) PASS(5) PASS(6) PASS(7)
    return best + worst;
}
LICENSE;
