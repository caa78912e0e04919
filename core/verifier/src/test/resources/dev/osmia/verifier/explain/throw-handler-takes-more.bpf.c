#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define GOES_ON_IN(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

extern void bpf_throw(__u64 cookie) __ksym;

__attribute__((noinline)) int handler(__u64 cookie, int verdict)
{
	return cookie + verdict;
}

SEC("tc") GOES_ON_IN(handler) int wrong(struct __sk_buff *packet)
{
	if (packet->len > 1500)
		bpf_throw(packet->len);
	return 0;
}

__attribute__((noinline)) int better_handler(__u64 cookie)
{
	return cookie > 1500;
}

SEC("tc") GOES_ON_IN(better_handler) int fixed(struct __sk_buff *packet)
{
	if (packet->len > 1500)
		bpf_throw(packet->len);
	return 0;
}

char _license[] SEC("license") = "GPL";
