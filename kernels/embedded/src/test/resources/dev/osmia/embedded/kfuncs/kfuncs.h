/* Kernel functions of Linux 6.18, and the array in which programs leave what those have answered. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define KFUNC(result, name, ...) extern result name(__VA_ARGS__) __ksym

struct bpf_iter_num {
	__u64 state;
};

struct bpf_iter_bits {
	__u64 state[2];
};

KFUNC(int, bpf_iter_num_new, struct bpf_iter_num *, int, int);
KFUNC(int *, bpf_iter_num_next, struct bpf_iter_num *);
KFUNC(void, bpf_iter_num_destroy, struct bpf_iter_num *);
KFUNC(int, bpf_iter_bits_new, struct bpf_iter_bits *, const __u64 *, __u32);
KFUNC(int *, bpf_iter_bits_next, struct bpf_iter_bits *);
KFUNC(void, bpf_iter_bits_destroy, struct bpf_iter_bits *);

KFUNC(int, bpf_dynptr_adjust, const struct bpf_dynptr *, __u32, __u32);
KFUNC(_Bool, bpf_dynptr_is_null, const struct bpf_dynptr *);
KFUNC(_Bool, bpf_dynptr_is_rdonly, const struct bpf_dynptr *);
KFUNC(__u32, bpf_dynptr_size, const struct bpf_dynptr *);
KFUNC(int, bpf_dynptr_clone, const struct bpf_dynptr *, struct bpf_dynptr *);
KFUNC(void *, bpf_dynptr_slice, const struct bpf_dynptr *, __u32, void *, __u32);
KFUNC(void *, bpf_dynptr_slice_rdwr, const struct bpf_dynptr *, __u32, void *, __u32);
KFUNC(int, bpf_dynptr_copy, struct bpf_dynptr *, __u32, struct bpf_dynptr *, __u32, __u32);
KFUNC(int, bpf_dynptr_memset, struct bpf_dynptr *, __u32, __u32, __u8);
KFUNC(int, bpf_dynptr_from_skb, struct __sk_buff *, __u64, struct bpf_dynptr *);
KFUNC(int, bpf_dynptr_from_xdp, struct xdp_md *, __u64, struct bpf_dynptr *);
KFUNC(int, bpf_dynptr_from_skb_meta, struct __sk_buff *, __u64, struct bpf_dynptr *);
KFUNC(int, bpf_xdp_pull_data, struct xdp_md *, __u32);

KFUNC(int, bpf_strcmp, const char *, const char *);
KFUNC(int, bpf_strcasecmp, const char *, const char *);
KFUNC(int, bpf_strchr, const char *, char);
KFUNC(int, bpf_strchrnul, const char *, char);
KFUNC(int, bpf_strnchr, const char *, unsigned long, char);
KFUNC(int, bpf_strrchr, const char *, int);
KFUNC(int, bpf_strlen, const char *);
KFUNC(int, bpf_strnlen, const char *, unsigned long);
KFUNC(int, bpf_strspn, const char *, const char *);
KFUNC(int, bpf_strcspn, const char *, const char *);
KFUNC(int, bpf_strstr, const char *, const char *);
KFUNC(int, bpf_strnstr, const char *, const char *, unsigned long);

KFUNC(void *, bpf_rdonly_cast, const void *, __u32);
KFUNC(void, bpf_rcu_read_lock, void);
KFUNC(void, bpf_rcu_read_unlock, void);
KFUNC(void, bpf_preempt_disable, void);
KFUNC(void, bpf_preempt_enable, void);
KFUNC(void, bpf_local_irq_save, unsigned long *);
KFUNC(void, bpf_local_irq_restore, unsigned long *);
KFUNC(int, bpf_xdp_metadata_rx_timestamp, const struct xdp_md *, __u64 *);
KFUNC(int, bpf_xdp_metadata_rx_hash, const struct xdp_md *, __u32 *, __u32 *);
KFUNC(int, bpf_xdp_metadata_rx_vlan_tag, const struct xdp_md *, __u16 *, __u16 *);

long out[20];

char _license[] SEC("license") = "GPL";
