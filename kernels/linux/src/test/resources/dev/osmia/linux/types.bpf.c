// CO-RE against the running kernel: its task_struct is nothing like this one.
// clang-19 -O2 -mcpu=v3 -g -target bpf -isystem /usr/include/$(uname -m)-linux-gnu -fdebug-compilation-dir=. \
//   -c types.bpf.c -o types.bpf.o && llvm-strip-19 -g types.bpf.o
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct signal_struct {
	int nr_threads;
} __attribute__((preserve_access_index));

struct task_struct {
	struct signal_struct *signal;
	int tgid;
	int no_such_field;
	int pid;
} __attribute__((preserve_access_index));

struct task_struct___with {
	long no_such_field;
} __attribute__((preserve_access_index));

struct no_such_struct {
	int x;
} __attribute__((preserve_access_index));

enum bpf_map_type___core {
	BPF_MAP_TYPE_ARRAY___core = 77,
	BPF_MAP_TYPE_NOT_YET___core = 78,
};

extern const long cpu_hw_events __ksym __weak;
extern const int no_such_variable __ksym __weak;
extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;
extern int bpf_task_release___wrong(int one, int two) __ksym __weak;
extern struct task_struct *bpf_task_from_pid___flavour(int pid) __ksym __weak;

SEC("syscall")
int own_process(void *context)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	__u64 ids = bpf_get_current_pid_tgid();
	if (BPF_CORE_READ(task, tgid) != ids >> 32 || BPF_CORE_READ(task, pid) != (__u32)ids)
		return 1;
	if (BPF_CORE_READ(task, signal, nr_threads) < 1)
		return 2;
	if (bpf_core_field_exists(task->no_such_field) || bpf_core_type_exists(struct no_such_struct))
		return BPF_CORE_READ(task, no_such_field);
	if (bpf_core_type_size(struct task_struct) < 1000 || bpf_core_type_matches(struct task_struct))
		return 3;
	if (bpf_core_enum_value(enum bpf_map_type___core, BPF_MAP_TYPE_ARRAY___core) != BPF_MAP_TYPE_ARRAY
		|| bpf_core_enum_value_exists(enum bpf_map_type___core, BPF_MAP_TYPE_NOT_YET___core))
		return 4;
	return 42;
}

SEC("?syscall")
int unguarded(void *context)
{
	struct task_struct *task = bpf_get_current_task_btf();
	return task->no_such_field;
}

SEC("?syscall")
int functions(void *context)
{
	int pid = bpf_get_current_pid_tgid();
	struct task_struct *task = bpf_task_from_pid(pid);
	if (!task)
		return 1;
	int same = task->pid == pid;
	bpf_task_release(task);
	if (bpf_task_release___wrong)
		return bpf_task_release___wrong(1, 2);
	if (!bpf_task_from_pid___flavour)
		return 2;
	return &no_such_variable ? 3 : same ? 42 : 4;
}

SEC("?syscall")
int wrong_type(void *context)
{
	return &cpu_hw_events != 0;
}

char _license[] SEC("license") = "GPL";
