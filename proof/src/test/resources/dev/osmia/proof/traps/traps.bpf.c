// Programs that do what no program may do, one each. Compiled with
//   clang-19 -g -O1 -target bpf -mcpu=v3 -isystem /usr/include/x86_64-linux-gnu -fdebug-compilation-dir=. -c traps.bpf.c -o traps.bpf.o
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 4);
    __type(key, int);
    __type(value, long);
} table SEC(".maps");

const volatile long constant = 5;
volatile long variable = 1;

SEC("xdp")
int wild_pointer(struct xdp_md *ctx) {
    volatile long *anywhere = (long *)0x123456789abc;
    return *anywhere;
}

SEC("xdp")
int null_dereference(struct xdp_md *ctx) {
    int key = 7;
    volatile long *value = bpf_map_lookup_elem(&table, &key);
    return *value;
}

SEC("xdp")
int beyond_the_stack(struct xdp_md *ctx) {
    volatile char buffer[16];
    buffer[variable + 599] = 1;
    return buffer[0];
}

SEC("xdp")
int beyond_the_packet(struct xdp_md *ctx) {
    volatile char *data = (char *)(long)ctx->data;
    return data[60];
}

SEC("xdp")
int endless(struct xdp_md *ctx) {
    while (variable)
        variable += 2;
    return XDP_PASS;
}

static __attribute__((noinline)) int deeper(int depth) {
    volatile int here = depth;
    return variable ? deeper(here + 1) + here : here;
}

SEC("xdp")
int recursion(struct xdp_md *ctx) {
    return deeper(1);
}

SEC("xdp")
int bad_argument(struct xdp_md *ctx) {
    return bpf_map_delete_elem(&table, (void *)64);
}

SEC("xdp")
int write_to_constant(struct xdp_md *ctx) {
    *(volatile long *)&constant = 6;
    return XDP_PASS;
}

SEC("xdp")
int fine(struct xdp_md *ctx) {
    return XDP_TX;
}

char _license[] SEC("license") = "GPL";
