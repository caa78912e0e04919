// Functions that call each other as deep as is allowed, and work on the stacks of those who called them.
#include "stress.h"
struct work { u64 values[4]; u32 left; };
NOINLINE u64 leaf(struct work* work, u64 seed) {
    for (u32 at = 0; at < 4; at++) {
        work->values[at] ^= seed >> at;
        seed = seed * 31 + work->values[at];
    }
    return seed;
}
#define LEVEL(name, below) NOINLINE u64 name(struct work* work, u64 seed) { \
    struct work own = {{seed, work->values[1], work->values[2], seed}, work->left}; \
    u64 early = below(&own, seed + 1); \
    u64 late = below(work, early); \
    if (early > late) work->values[0] = own.values[3]; \
    return own.values[1] + late; }
LEVEL(sixth, leaf)
LEVEL(fifth, sixth)
LEVEL(fourth, fifth)
LEVEL(third, fourth)
LEVEL(second, third)
LEVEL(first, second)
SEC("xdp") int calls(struct xdp_md* ctx) {
    struct work work = {{1, 2, 3, 4}, bpf_get_prandom_u32()};
    return first(&work, work.left);
}
LICENSE;
