/* Functions that a loader puts behind a program: in the order in which calls lead to them, and where it throws. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define NOINLINE __attribute__((noinline))
#define GOES_ON_IN(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

extern void bpf_throw(__u64 cookie) __ksym;
extern void no_such_function(void) __ksym __weak;
extern void another_missing_one(void) __ksym __weak;
extern int CONFIG_HZ __kconfig __weak;

NOINLINE int shared(int number) { return number * 3; }
static NOINLINE int inner(int number) { return bpf_get_prandom_u32() + number; }
static NOINLINE int first(int number) { return shared(number) + inner(number); }
static NOINLINE int second(int number) { return inner(number) + 1; }
NOINLINE int handler_helper(__u64 cookie) { return cookie & 1; }
NOINLINE int handler(__u64 cookie) { return handler_helper(cookie); }

SEC("tc") int nested(struct __sk_buff *packet) { return first(packet->len) + second(packet->len) + shared(3); }
SEC("tc") GOES_ON_IN(handler) int throws(struct __sk_buff *packet) { bpf_throw(packet->len); return 0; }
SEC("tc") GOES_ON_IN(handler) GOES_ON_IN(shared) int two(struct __sk_buff *packet) { bpf_throw(1); return 0; }
SEC("tc") GOES_ON_IN(nowhere) int missing(struct __sk_buff *packet) { bpf_throw(1); return 0; }
SEC("tc") int weak(struct __sk_buff *packet)
{
	if (no_such_function)
		no_such_function();
	if (another_missing_one)
		another_missing_one();
	return CONFIG_HZ;
}

char _license[] SEC("license") = "GPL";
