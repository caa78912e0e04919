// For programs that are written to be verified, not to be run. What must not be seen through by the compiler is said so.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long long u64;
#define OPAQUE(x) asm volatile("" : "+r"(x))
#define NOINLINE static __attribute__((noinline))
#define LICENSE char _license[] SEC("license") = "GPL"
