// One source, two ABIs:
//   MODE_KERNEL  SEC("xdp") int prog(struct xdp_md*)            clang -target bpf
//   MODE_NATIVE  u64 native_<NAME>(u8* mem, u64 len)            gcc/clang -O2
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long long u64;
#define INL static inline __attribute__((always_inline))
#define BARRIER(p) asm volatile("" : : "r"(p) : "memory")
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
INL u64 bench(u8* data, u8* end);
INL u32 fold(u64 r) { return (u32)r ^ (u32)(r >> 32); }
#if defined(MODE_KERNEL)
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#ifdef USES_MAP
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 16); __type(key, u32); __type(value, u64); } counters SEC(".maps");
#define COUNTER(kp) ((u64*)bpf_map_lookup_elem(&counters, kp))
#endif
SEC("xdp") int prog(struct xdp_md* ctx) { return fold(bench((u8*)(long)ctx->data, (u8*)(long)ctx->data_end)); }
char _license[] SEC("license") = "GPL";
#else
extern u64* native_counter(void*, const void*);
#define COUNTER(kp) native_counter((void*)0, kp)
u64 CAT(NATIVE_PREFIX, NAME)(u8* mem, u64 len) { return fold(bench(mem, mem + len)); }
#endif
