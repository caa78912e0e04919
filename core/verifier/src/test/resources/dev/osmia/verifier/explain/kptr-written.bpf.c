// Stores to a kptr as if it were a plain pointer.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct task_struct {
	int pid;
};

struct element {
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct element);
} tasks SEC(".maps");

SEC("tc")
int wrong(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct element *element = bpf_map_lookup_elem(&tasks, &key);

	if (element)
		*(volatile __u64 *)&element->task = skb->mark;
	return element && element->task ? element->task->pid : 0;
}

char _license[] SEC("license") = "GPL";
