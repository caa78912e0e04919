// Checks the upper end of a signed size only.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("kprobe/do_nanosleep")
int wrong(void *ctx)
{
	char buffer[32] = {};
	int length = bpf_get_prandom_u32();

	if (length > 32)
		return 0;
	bpf_probe_read_kernel(buffer, length, ctx);
	return buffer[0];
}

SEC("kprobe/do_nanosleep")
int fixed(void *ctx)
{
	char buffer[32] = {};
	int length = bpf_get_prandom_u32();

	if (length < 0 || length > 32)
		return 0;
	bpf_probe_read_kernel(buffer, length, ctx);
	return buffer[0];
}

char _license[] SEC("license") = "GPL";
