// A map definition with a field that nobody knows and that is not zero.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct definition {
	unsigned int type;
	unsigned int key_size;
	unsigned int value_size;
	unsigned int max_entries;
	unsigned int map_flags;
	unsigned int unused;
};

struct definition table __attribute__((section("maps"), used)) = {BPF_MAP_TYPE_LRU_HASH, 4, 8, 100, 2, 0};
struct definition list __attribute__((section("maps"), used)) = {BPF_MAP_TYPE_ARRAY, 4, 16, 5, 0, 1};

static __attribute__((noinline)) int twice(int x)
{
	return bpf_get_smp_processor_id() + 2 * x;
}

SEC("socket")
int filter(struct __sk_buff *packet)
{
	__u32 key = 1;
	__u64 *found = bpf_map_lookup_elem(&table, &key);
	void *other = bpf_map_lookup_elem(&list, &key);
	return found && other ? twice(*found) : 0;
}

char _license[] SEC("license") = "GPL";
