// Global variables in all kinds of sections, static and global, with strings and a kernel version.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static volatile __u32 hidden = 7;
__u32 limit = 9;
__s16 signed_short = -2;
__u64 in_other_data SEC(".data.other") = 0x1122334455667788;
static volatile __u64 zero;
char buffer[40];
const volatile __u32 threshold = 3;
const volatile char interface_name[16] = "eth0";
const volatile __u8 in_other_rodata SEC(".rodata.other") = 5;
__u32 in_own_bss SEC(".bss.own");

SEC("tc")
int use(struct __sk_buff *packet)
{
	static const char text[] = "limit %d";
	bpf_trace_printk(text, sizeof(text), limit);
	if (__builtin_memcmp((const void *)interface_name, "lo", 2) == 0)
		return 1;
	in_own_bss += in_other_rodata;
	in_other_data += threshold + zero++;
	buffer[hidden & 31] = signed_short;
	return packet->len > threshold ? 0 : 2;
}

__u32 _version SEC("version") = 0x060102;
char _license[] SEC("license") = "GPL";
