// CO-RE relocations, programs of tracing types with targets, a hook of a host and a section that no kernel knows.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct task_struct {
	int pid;
	int tgid;
	struct task_struct *real_parent;
} __attribute__((preserve_access_index));

enum state { RUNNING = 4, OTHER = 5 };

static __attribute__((noinline)) int parent(struct task_struct *task)
{
	return BPF_CORE_READ(task, real_parent, tgid);
}

SEC("fentry.s/vfs_read")
int entered(__u64 *context)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	if (!bpf_core_field_exists(task->pid) || !bpf_core_type_exists(struct task_struct))
		return 0;
	return parent(task) + bpf_core_enum_value(enum state, OTHER);
}

SEC("tracepoint/sched/sched_switch")
int switched(void *context)
{
	return 0;
}

SEC("osmia/greeting")
int greet(int *context)
{
	return *context;
}

SEC("xpd")
int misspelt(void *context)
{
	return 2;
}

char _license[] SEC("license") = "GPL";
