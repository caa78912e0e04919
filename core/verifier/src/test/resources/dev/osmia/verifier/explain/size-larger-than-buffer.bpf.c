// Reads more than the buffer has room for.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("kprobe/do_nanosleep")
int wrong(void *ctx)
{
	char buffer[32] = {};

	bpf_probe_read_kernel(buffer, 64, ctx);
	return buffer[0];
}

char _license[] SEC("license") = "GPL";
