/* Variables in an arena, which lie at its start. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* Newer than the headers. */
#define BPF_MAP_TYPE_ARENA 33

#define ARENA __attribute__((address_space(1)))

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
} arena SEC(".maps");

int ARENA numbers[8] = {1, 2, 3, 4, 5, 6, 7, 8};
int ARENA sum = 100;

SEC("syscall") int add(void *context)
{
	for (int i = 0; i < 8; i++)
		sum += numbers[i];
	return sum;
}

char _license[] SEC("license") = "GPL";
