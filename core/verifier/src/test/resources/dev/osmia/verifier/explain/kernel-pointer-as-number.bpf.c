// Looks through a pointer that a helper returned as a number.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct task_struct {
	int pid;
};

SEC("kprobe/do_nanosleep")
int wrong(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return task->pid;
}

SEC("kprobe/do_nanosleep")
int fixed(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	int pid = 0;

	bpf_probe_read_kernel(&pid, sizeof(pid), &task->pid);
	return pid;
}

char _license[] SEC("license") = "GPL";
