// What a program may ask of the kernel that runs it: its version, what it can do, how it was built.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig;
extern bool LINUX_HAS_SYSCALL_WRAPPER __kconfig;
extern int LINUX_HAS_A_FEATURE_OF_TOMORROW __kconfig __weak;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_NET __kconfig;
extern char CONFIG_BPF __kconfig;
extern unsigned long CONFIG_NO_SUCH_NUMBER __kconfig __weak;
extern char CONFIG_NO_SUCH_TEXT[8] __kconfig __weak;

#ifdef STRONG
extern bool CONFIG_NO_SUCH_OPTION __kconfig;
#endif

int version;
int cookie;
int wrapper;
int system_call;
int net;
char bpf;
long missing;

SEC("xdp")
int use(struct xdp_md *context)
{
	version = LINUX_KERNEL_VERSION;
	cookie = LINUX_HAS_BPF_COOKIE;
	wrapper = LINUX_HAS_SYSCALL_WRAPPER;
	system_call = CONFIG_BPF_SYSCALL;
	net = CONFIG_NET;
	bpf = CONFIG_BPF;
	missing = LINUX_HAS_A_FEATURE_OF_TOMORROW + CONFIG_NO_SUCH_NUMBER + CONFIG_NO_SUCH_TEXT[0];
#ifdef STRONG
	missing += CONFIG_NO_SUCH_OPTION;
#endif
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
