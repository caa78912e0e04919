#include "kfuncs.h"

char bytes[64];
char other[64];

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__uint(value_size, 0x1000008);
} huge SEC(".maps");

static __always_inline void pattern(void)
{
	for (int i = 0; i < 64; i++) {
		bytes[i] = i;
		other[i] = 0;
	}
}

SEC("syscall") int from_mem(void *ctx)
{
	struct bpf_dynptr d;

	out[0] = bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	out[1] = bpf_dynptr_size(&d);
	out[2] = bpf_dynptr_is_null(&d);
	out[3] = bpf_dynptr_is_rdonly(&d);
	out[4] = bpf_dynptr_from_mem(bytes, sizeof(bytes), 1, &d);
	out[5] = bpf_dynptr_size(&d);
	out[6] = bpf_dynptr_is_null(&d);
	out[7] = bpf_dynptr_is_rdonly(&d);
	out[8] = bpf_dynptr_from_mem(bytes, 0, 0, &d);
	out[9] = bpf_dynptr_size(&d);
	out[10] = bpf_dynptr_is_null(&d);
	return 0;
}

SEC("syscall") int from_too_much_mem(void *ctx)
{
	struct bpf_dynptr d;
	int key = 0;
	void *value = bpf_map_lookup_elem(&huge, &key);

	if (!value)
		return 1;
	out[0] = bpf_dynptr_from_mem(value, 0xffffff, 0, &d);
	out[1] = bpf_dynptr_size(&d);
	out[2] = bpf_dynptr_from_mem(value, 0x1000000, 0, &d);
	out[3] = bpf_dynptr_is_null(&d);
	out[4] = bpf_dynptr_from_mem(value, 0x1000000, 1, &d);
	return 0;
}

SEC("syscall") int read(void *ctx)
{
	struct bpf_dynptr d;
	__u64 to = 0;

	pattern();
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	out[0] = bpf_dynptr_read(&to, 8, &d, 8, 0);
	out[1] = to;
	out[2] = bpf_dynptr_read(&to, 8, &d, 56, 0);
	out[3] = to;
	out[4] = bpf_dynptr_read(&to, 8, &d, 57, 0);
	out[5] = bpf_dynptr_read(&to, 8, &d, 0xffffffff, 0);
	out[6] = bpf_dynptr_read(&to, 8, &d, 0, 1);
	out[7] = bpf_dynptr_read(&to, 0, &d, 64, 0);
	out[8] = bpf_dynptr_read(&to, 0, &d, 65, 0);
	out[9] = bpf_dynptr_read(&to, 8, &d, 4, 0);
	out[10] = to;
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 1, &d);
	out[11] = bpf_dynptr_read(&to, 8, &d, 0, 0);
	out[12] = bpf_dynptr_read(&to, 0, &d, 0, 0);
	return 0;
}

SEC("syscall") int write(void *ctx)
{
	struct bpf_dynptr d;
	__u64 from = 0x1122334455667788;

	pattern();
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	out[0] = bpf_dynptr_write(&d, 8, &from, 8, 0);
	out[1] = *(__u64 *)&bytes[8];
	out[2] = bpf_dynptr_write(&d, 57, &from, 8, 0);
	out[3] = bpf_dynptr_write(&d, 0, &from, 8, 1);
	out[4] = bpf_dynptr_write(&d, 57, &from, 8, 1);
	out[5] = bpf_dynptr_write(&d, 64, &from, 0, 0);
	out[6] = bpf_dynptr_write(&d, 0, &bytes[1], 20, 0);
	out[7] = *(__u64 *)&bytes[0];
	out[8] = bpf_dynptr_write(&d, 1, &bytes[0], 20, 0);
	out[9] = *(__u64 *)&bytes[0];
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 1, &d);
	out[10] = bpf_dynptr_write(&d, 0, &from, 8, 0);
	return 0;
}

SEC("syscall") int data(void *ctx)
{
	struct bpf_dynptr d;
	__u64 *at;

	pattern();
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	at = bpf_dynptr_data(&d, 16, 8);
	out[0] = at ? *at : 0;
	if (at)
		*at = 0x55;
	out[1] = *(__u64 *)&bytes[16];
	at = bpf_dynptr_data(&d, 57, 8);
	out[2] = at == 0;
	at = bpf_dynptr_data(&d, 56, 8);
	out[3] = at == 0;
	at = bpf_dynptr_data(&d, 64, 0);
	out[4] = at == 0;
	at = bpf_dynptr_data(&d, 65, 0);
	out[5] = at == 0;
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 1, &d);
	at = bpf_dynptr_data(&d, 0, 8);
	out[6] = at == 0;
	return 0;
}

SEC("syscall") int adjust(void *ctx)
{
	struct bpf_dynptr d;
	__u64 to = 0;

	pattern();
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	out[0] = bpf_dynptr_adjust(&d, 5, 4);
	out[1] = bpf_dynptr_adjust(&d, 65, 65);
	out[2] = bpf_dynptr_adjust(&d, 0, 65);
	out[3] = bpf_dynptr_adjust(&d, 8, 40);
	out[4] = bpf_dynptr_size(&d);
	out[5] = bpf_dynptr_read(&to, 8, &d, 0, 0);
	out[6] = to;
	out[7] = bpf_dynptr_adjust(&d, 8, 33);
	out[8] = bpf_dynptr_adjust(&d, 8, 32);
	out[9] = bpf_dynptr_read(&to, 8, &d, 16, 0);
	out[10] = to;
	out[11] = bpf_dynptr_read(&to, 8, &d, 17, 0);
	out[12] = bpf_dynptr_adjust(&d, 24, 24);
	out[13] = bpf_dynptr_size(&d);
	out[14] = bpf_dynptr_read(&to, 0, &d, 0, 0);
	out[15] = bpf_dynptr_read(&to, 1, &d, 0, 0);
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 1, &d);
	out[16] = bpf_dynptr_adjust(&d, 0, 0);
	return 0;
}

SEC("syscall") int clone(void *ctx)
{
	struct bpf_dynptr d, c;
	__u64 to = 0;

	pattern();
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	bpf_dynptr_adjust(&d, 4, 60);
	out[0] = bpf_dynptr_clone(&d, &c);
	bpf_dynptr_adjust(&d, 4, 10);
	out[1] = bpf_dynptr_size(&c);
	out[2] = bpf_dynptr_read(&to, 8, &c, 0, 0);
	out[3] = to;
	out[4] = bpf_dynptr_write(&c, 4, &to, 4, 0);
	out[5] = bpf_dynptr_read(&to, 4, &d, 0, 0);
	out[6] = to;
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 1, &d);
	out[7] = bpf_dynptr_clone(&d, &c);
	out[8] = bpf_dynptr_is_null(&c);
	out[9] = bpf_dynptr_size(&c);
	return 0;
}

/* Only programs that may write to packets may ask for a slice to write to. */
SEC("tc") int slice(void *ctx)
{
	struct bpf_dynptr d;
	__u64 buffer = 1, *at;

	pattern();
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	at = bpf_dynptr_slice(&d, 8, &buffer, 8);
	out[0] = at ? *at : 0;
	out[1] = buffer;
	at = bpf_dynptr_slice(&d, 24, 0, 8);
	out[2] = at ? *at : 0;
	at = bpf_dynptr_slice(&d, 57, &buffer, 8);
	out[3] = at == 0;
	at = bpf_dynptr_slice_rdwr(&d, 32, &buffer, 8);
	out[4] = at ? *at : 0;
	if (at)
		*at = 0x77;
	out[5] = *(__u64 *)&bytes[32];
	at = bpf_dynptr_slice_rdwr(&d, 0xfffffff8, &buffer, 8);
	out[6] = at == 0;
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 1, &d);
	at = bpf_dynptr_slice(&d, 0, &buffer, 8);
	out[7] = at == 0;
	at = bpf_dynptr_slice_rdwr(&d, 0, &buffer, 8);
	out[8] = at == 0;
	return 0;
}

SEC("syscall") int copy(void *ctx)
{
	struct bpf_dynptr d, o, n;

	pattern();
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	bpf_dynptr_from_mem(other, sizeof(other), 0, &o);
	bpf_dynptr_from_mem(other, sizeof(other), 1, &n);
	out[0] = bpf_dynptr_copy(&o, 8, &d, 16, 24);
	out[1] = *(__u64 *)&other[0];
	out[2] = *(__u64 *)&other[8];
	out[3] = *(__u64 *)&other[24];
	out[4] = *(__u64 *)&other[32];
	out[5] = bpf_dynptr_copy(&d, 1, &d, 0, 63);
	out[6] = *(__u64 *)&bytes[0];
	out[7] = bpf_dynptr_copy(&o, 57, &d, 0, 8);
	out[8] = bpf_dynptr_copy(&o, 0, &d, 57, 8);
	out[9] = bpf_dynptr_copy(&o, 57, &d, 57, 8);
	out[10] = bpf_dynptr_copy(&n, 0, &d, 0, 8);
	out[11] = bpf_dynptr_copy(&o, 0, &n, 0, 8);
	out[12] = bpf_dynptr_copy(&n, 0, &n, 0, 8);
	out[13] = bpf_dynptr_copy(&n, 0, &n, 0, 0);
	out[14] = bpf_dynptr_copy(&o, 64, &d, 64, 0);
	out[15] = bpf_dynptr_copy(&n, 0, &d, 0, 0);
	out[16] = bpf_dynptr_copy(&o, 0, &n, 0, 0);
	return 0;
}

SEC("syscall") int set(void *ctx)
{
	struct bpf_dynptr d;

	pattern();
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &d);
	out[0] = bpf_dynptr_memset(&d, 9, 6, 0xab);
	out[1] = *(__u64 *)&bytes[8];
	out[2] = bpf_dynptr_memset(&d, 57, 8, 1);
	out[3] = bpf_dynptr_memset(&d, 64, 0, 1);
	out[4] = bpf_dynptr_memset(&d, 65, 0, 1);
	out[5] = bpf_dynptr_memset(&d, 0, 64, 2);
	out[6] = *(__u64 *)&bytes[56];
	bpf_dynptr_from_mem(bytes, sizeof(bytes), 1, &d);
	out[7] = bpf_dynptr_memset(&d, 0, 8, 1);
	out[8] = bpf_dynptr_memset(&d, 0, 0, 1);
	return 0;
}
