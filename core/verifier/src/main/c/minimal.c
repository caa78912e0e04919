/*
 * The types of a kernel of which nothing is known but what every program may know of it: the contexts of program types, and
 * the functions that deal with nothing but what programs have themselves. Compiled to minimal.btf:
 *
 *     clang-19 -target bpf -g -O2 -fdebug-compilation-dir=. -c minimal.c -o minimal.o
 *     llvm-objcopy-19 --dump-section .BTF=../resources/dev/osmia/verifier/minimal.btf minimal.o
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __SIZE_TYPE__ size_t;

/* What the kernel has for a context. Nobody looks inside. */
#define HIDDEN(name) struct name { char hidden[8]; };
HIDDEN(sk_buff)
HIDDEN(xdp_buff)
HIDDEN(sock)
HIDDEN(bpf_sock_addr_kern)
HIDDEN(bpf_sock_ops_kern)
HIDDEN(sk_msg)
HIDDEN(bpf_flow_dissector)
HIDDEN(bpf_sysctl_kern)
HIDDEN(bpf_sockopt_kern)
HIDDEN(sk_reuseport_kern)
HIDDEN(bpf_sk_lookup_kern)

#define PAIR(type, prog, kern) \
	prog BPF_PROG_TYPE_##type##_prog; \
	kern BPF_PROG_TYPE_##type##_kern;

/* What programs of a type know their context as, and the kernel, in the order of enum bpf_prog_type. */
struct bpf_ctx_convert {
	PAIR(SOCKET_FILTER, struct __sk_buff, struct sk_buff)
	PAIR(SCHED_CLS, struct __sk_buff, struct sk_buff)
	PAIR(SCHED_ACT, struct __sk_buff, struct sk_buff)
	PAIR(XDP, struct xdp_md, struct xdp_buff)
	PAIR(CGROUP_SKB, struct __sk_buff, struct sk_buff)
	PAIR(CGROUP_SOCK, struct bpf_sock, struct sock)
	PAIR(CGROUP_SOCK_ADDR, struct bpf_sock_addr, struct bpf_sock_addr_kern)
	PAIR(LWT_IN, struct __sk_buff, struct sk_buff)
	PAIR(LWT_OUT, struct __sk_buff, struct sk_buff)
	PAIR(LWT_XMIT, struct __sk_buff, struct sk_buff)
	PAIR(LWT_SEG6LOCAL, struct __sk_buff, struct sk_buff)
	PAIR(SOCK_OPS, struct bpf_sock_ops, struct bpf_sock_ops_kern)
	PAIR(SK_SKB, struct __sk_buff, struct sk_buff)
	PAIR(SK_MSG, struct sk_msg_md, struct sk_msg)
	PAIR(FLOW_DISSECTOR, struct __sk_buff, struct bpf_flow_dissector)
	PAIR(CGROUP_DEVICE, struct bpf_cgroup_dev_ctx, struct bpf_cgroup_dev_ctx)
	PAIR(CGROUP_SYSCTL, struct bpf_sysctl, struct bpf_sysctl_kern)
	PAIR(CGROUP_SOCKOPT, struct bpf_sockopt, struct bpf_sockopt_kern)
	PAIR(SK_REUSEPORT, struct sk_reuseport_md, struct sk_reuseport_kern)
	PAIR(SK_LOOKUP, struct bpf_sk_lookup, struct bpf_sk_lookup_kern)
	PAIR(SYSCALL, void *, void *)
};

struct bpf_iter_num { __u64 __opaque[1]; };
struct bpf_iter_bits { __u64 __opaque[2]; };
enum xdp_rss_hash_type { XDP_RSS_TYPE_NONE };

/* Compilers describe the parameters of what they see the end of, and names of parameters matter: __uninit, __szk. */
#define NOWHERE { __builtin_unreachable(); }
int bpf_dynptr_adjust(const struct bpf_dynptr *p, u32 start, u32 end) NOWHERE
int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone__uninit) NOWHERE
int bpf_dynptr_copy(struct bpf_dynptr *dst_ptr, u32 dst_off, struct bpf_dynptr *src_ptr, u32 src_off, u32 size) NOWHERE
int bpf_dynptr_from_skb(struct __sk_buff *s, u64 flags, struct bpf_dynptr *ptr__uninit) NOWHERE
int bpf_dynptr_from_skb_meta(struct __sk_buff *skb_, u64 flags, struct bpf_dynptr *ptr__uninit) NOWHERE
int bpf_dynptr_from_xdp(struct xdp_md *x, u64 flags, struct bpf_dynptr *ptr__uninit) NOWHERE
bool bpf_dynptr_is_null(const struct bpf_dynptr *p) NOWHERE
bool bpf_dynptr_is_rdonly(const struct bpf_dynptr *p) NOWHERE
int bpf_dynptr_memset(struct bpf_dynptr *p, u32 offset, u32 size, u8 val) NOWHERE
u32 bpf_dynptr_size(const struct bpf_dynptr *p) NOWHERE
void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 offset, void *buffer__opt, u32 buffer__szk) NOWHERE
void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u32 offset, void *buffer__opt, u32 buffer__szk) NOWHERE
int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words) NOWHERE
int *bpf_iter_bits_next(struct bpf_iter_bits *it) NOWHERE
void bpf_iter_bits_destroy(struct bpf_iter_bits *it) NOWHERE
int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) NOWHERE
int *bpf_iter_num_next(struct bpf_iter_num *it) NOWHERE
void bpf_iter_num_destroy(struct bpf_iter_num *it) NOWHERE
void bpf_local_irq_save(unsigned long *flags__irq_flag) NOWHERE
void bpf_local_irq_restore(unsigned long *flags__irq_flag) NOWHERE
void bpf_preempt_disable(void) NOWHERE
void bpf_preempt_enable(void) NOWHERE
void bpf_rcu_read_lock(void) NOWHERE
void bpf_rcu_read_unlock(void) NOWHERE
void *bpf_rdonly_cast(const void *obj__ign, u32 btf_id__k) NOWHERE
int bpf_strcasecmp(const char *s1__ign, const char *s2__ign) NOWHERE
int bpf_strchr(const char *s__ign, char c) NOWHERE
int bpf_strchrnul(const char *s__ign, char c) NOWHERE
int bpf_strcmp(const char *s1__ign, const char *s2__ign) NOWHERE
int bpf_strcspn(const char *s__ign, const char *reject__ign) NOWHERE
int bpf_strlen(const char *s__ign) NOWHERE
int bpf_strnchr(const char *s__ign, size_t count, char c) NOWHERE
int bpf_strnlen(const char *s__ign, size_t count) NOWHERE
int bpf_strnstr(const char *s1__ign, const char *s2__ign, size_t len) NOWHERE
int bpf_strrchr(const char *s__ign, int c) NOWHERE
int bpf_strspn(const char *s__ign, const char *accept__ign) NOWHERE
int bpf_strstr(const char *s1__ign, const char *s2__ign) NOWHERE
int bpf_xdp_metadata_rx_hash(const struct xdp_md *ctx, u32 *hash, enum xdp_rss_hash_type *rss_type) NOWHERE
int bpf_xdp_metadata_rx_timestamp(const struct xdp_md *ctx, u64 *timestamp) NOWHERE
int bpf_xdp_metadata_rx_vlan_tag(const struct xdp_md *ctx, __be16 *vlan_proto, u16 *vlan_tci) NOWHERE
int bpf_xdp_pull_data(struct xdp_md *x, u32 len) NOWHERE

/* Compilers describe what is used: here all of it is. */
const void *used(struct bpf_ctx_convert *contexts, unsigned long index)
{
	static const void *const functions[] = {
		bpf_dynptr_adjust, bpf_dynptr_clone, bpf_dynptr_copy, bpf_dynptr_from_skb,
		bpf_dynptr_from_skb_meta, bpf_dynptr_from_xdp, bpf_dynptr_is_null,
		bpf_dynptr_is_rdonly, bpf_dynptr_memset, bpf_dynptr_size, bpf_dynptr_slice,
		bpf_dynptr_slice_rdwr, bpf_iter_bits_new, bpf_iter_bits_next,
		bpf_iter_bits_destroy, bpf_iter_num_new, bpf_iter_num_next, bpf_iter_num_destroy,
		bpf_local_irq_save, bpf_local_irq_restore, bpf_preempt_disable, bpf_preempt_enable,
		bpf_rcu_read_lock, bpf_rcu_read_unlock, bpf_rdonly_cast, bpf_strcasecmp,
		bpf_strchr, bpf_strchrnul, bpf_strcmp, bpf_strcspn, bpf_strlen, bpf_strnchr,
		bpf_strnlen, bpf_strnstr, bpf_strrchr, bpf_strspn, bpf_strstr,
		bpf_xdp_metadata_rx_hash, bpf_xdp_metadata_rx_timestamp,
		bpf_xdp_metadata_rx_vlan_tag, bpf_xdp_pull_data
	};
	return functions[index];
}
