// What the kernel defines: its configuration, its variables, its functions.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF_JIT __kconfig;
extern enum libbpf_tristate CONFIG_NET __kconfig __weak;
extern char CONFIG_DEFAULT_HOSTNAME[32] __kconfig __weak;
extern unsigned long CONFIG_HZ __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig;

extern const int bpf_prog_active __ksym;
extern const void jiffies __ksym;
extern const void no_such_symbol __ksym __weak;

struct task_struct;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern int no_such_function(int) __ksym __weak;

__u64 result;

SEC("tc")
int use(struct __sk_buff *packet)
{
	const int *active = bpf_per_cpu_ptr(&bpf_prog_active, 0);
	result = (unsigned long)&jiffies;
	if (&no_such_symbol)
		result++;
	if (active)
		result += *active;
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	if (no_such_function)
		result += no_such_function(1);
	if (CONFIG_BPF_JIT && LINUX_KERNEL_VERSION > 5 && CONFIG_NET == TRI_YES && CONFIG_HZ && LINUX_HAS_BPF_COOKIE)
		return CONFIG_DEFAULT_HOSTNAME[1];
	return 0;
}

char _license[] SEC("license") = "GPL";
