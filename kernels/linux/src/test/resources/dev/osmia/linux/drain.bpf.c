/*
 * Adds up the numbers in a user ring buffer, and stops behind a 99.
 *
 *     clang-16 -O2 -g -fdebug-compilation-dir=. -target bpf -I/usr/include/x86_64-linux-gnu \
 *         -c drain.bpf.c -o drain.bpf.o && llvm-strip-16 -g drain.bpf.o
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} commands SEC(".maps");

static long take(struct bpf_dynptr *sample, void *context)
{
	__u64 number = 0;

	if (bpf_dynptr_read(&number, sizeof(number), sample, 0, 0))
		return 1;
	*(__u64 *)context += number;
	return number == 99;
}

SEC("syscall")
int drain(__u64 *context)
{
	__u64 sum = 0;
	long samples = bpf_user_ringbuf_drain(&commands, take, &sum, 0);

	*context = sum;
	return samples;
}

char _license[] SEC("license") = "GPL";
