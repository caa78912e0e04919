// Variables that hold addresses of functions, of maps and of other data. No loader fills such addresses in.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 1);
} numbers SEC(".maps");

__u32 limit = 9;
__u32 *volatile to_data = &limit;
void *volatile to_map = &numbers;
const char *const names[] = {"tcp", "udp"};

__attribute__((noinline)) int twice(int value)
{
	return 2 * value;
}

int (*volatile to_function)(int) = twice;

SEC("socket")
int use(struct __sk_buff *packet)
{
#ifdef USED
	return to_function != 0 && limit;
#else
	return twice(packet->len) + limit;
#endif
}

char _license[] SEC("license") = "GPL";
