// Programs that replace functions of targets.bpf.c, each with what is right or wrong about it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct pair {
	int first, second;
};
struct couple {
	int first, second;
};
struct xdp_md_not {
	int data;
};
enum answer { NO, YES };
enum choice { NONE, ONE, TWO };

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, int);
} others SEC(".maps");

struct locked {
	struct bpf_spin_lock lock;
	int count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct locked);
} counts SEC(".maps");

struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern int bpf_dynptr_from_xdp(struct xdp_md *xdp, __u64 flags, struct bpf_dynptr *dynptr) __ksym;
extern void bpf_throw(__u64 cookie) __ksym;

SEC("freplace/decide")
int decide_same(struct xdp_md *ctx, int n)
{
	return ctx->ingress_ifindex + n;
}

SEC("freplace/decide")
int decide_without(struct xdp_md *ctx)
{
	return 0;
}

SEC("freplace/decide")
void decide_nothing(struct xdp_md *ctx, int n)
{
}

SEC("freplace/decide")
long decide_wide(struct xdp_md *ctx, int n)
{
	return n;
}

SEC("freplace/decide")
int decide_of_long(struct xdp_md *ctx, long n)
{
	return n;
}

SEC("freplace/decide")
int decide_of_pointer(struct xdp_md *ctx, struct pair *n)
{
	return 0;
}

SEC("freplace/decide")
int decide_of_packet(struct __sk_buff *ctx, int n)
{
	return 0;
}

SEC("freplace/decide")
int decide_of_number(int *ctx, int n)
{
	return 0;
}

SEC("freplace/decide")
__hidden int decide_hidden(struct xdp_md *ctx, int n)
{
	return 0;
}

SEC("freplace/decide")
int decide_growing(struct xdp_md *ctx, int n)
{
	return bpf_xdp_adjust_head(ctx, n);
}

SEC("freplace/decide")
int decide_calling_tail(struct xdp_md *ctx, int n)
{
	bpf_tail_call(ctx, &others, 1);
	return 0;
}

SEC("freplace/decide")
int decide_with_foreign_helper(struct xdp_md *ctx, int n)
{
	return bpf_skb_load_bytes(ctx, 0, &n, sizeof(n));
}

SEC("freplace/decide")
int decide_with_other_helper(struct xdp_md *ctx, int n)
{
	return bpf_get_socket_cookie(ctx);
}

SEC("freplace/decide")
int decide_beyond_context(struct xdp_md *ctx, int n)
{
	return *(int *)((char *)ctx + 64);
}

SEC("freplace/decide")
int decide_packet(struct xdp_md *ctx, int n)
{
	char *data = (char *)(long)ctx->data, *end = (char *)(long)ctx->data_end;
	int sum = 0;

	if (data + 16 > end)
		return 0;
	for (int i = 0; i < 16; i++)
		sum += data[i] * n;
	return sum;
}

SEC("freplace/decide")
int decide_packet_unchecked(struct xdp_md *ctx, int n)
{
	return *(char *)(long)ctx->data;
}

static __attribute__((noinline)) int part(int n)
{
	volatile int kept = n;

	return kept * 2;
}

__attribute__((noinline)) int global_part(int n)
{
	volatile int kept = n;

	return kept * 3;
}

__attribute__((noinline)) int growing_part(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_head(ctx, 4);
}

SEC("freplace/decide")
int decide_with_functions(struct xdp_md *ctx, int n)
{
	return part(n) + global_part(n);
}

SEC("freplace/decide")
int decide_growing_below(struct xdp_md *ctx, int n)
{
	return growing_part(ctx);
}

SEC("freplace/decide")
int decide_loop(struct xdp_md *ctx, int n)
{
	int sum = 0;

	for (int i = 0; i < (n & 31); i++)
		sum += ctx->rx_queue_index + i;
	return sum;
}

SEC("freplace/decide")
int decide_locking(struct xdp_md *ctx, int n)
{
	int key = n;
	struct locked *locked = bpf_map_lookup_elem(&counts, &key);

	if (!locked)
		return 0;
	bpf_spin_lock(&locked->lock);
	locked->count += n;
	bpf_spin_unlock(&locked->lock);
	return 0;
}

SEC("freplace/sum")
int sum_same(struct pair *pair)
{
	return pair ? pair->first : 0;
}

SEC("freplace/sum")
int sum_unchecked(struct pair *pair)
{
	return pair->first;
}

SEC("freplace/sum")
int sum_beyond(struct pair *pair)
{
	return pair ? (pair + 1)->first : 0;
}

SEC("freplace/sum")
int sum_of_other(struct couple *pair)
{
	return 0;
}

SEC("freplace/grow")
int grow_more(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_head(ctx, -32);
}

SEC("freplace/grow")
int grow_not(struct xdp_md *ctx)
{
	return 0;
}

SEC("freplace/grow")
int grow_by_part(struct xdp_md *ctx)
{
	return growing_part(ctx);
}

SEC("freplace/grow")
int grow_calling_tail(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &others, 1);
	return 0;
}

SEC("freplace/grow")
int grow_iterating(struct xdp_md *ctx)
{
	struct bpf_iter_num it;
	int *number, sum = 0;

	bpf_iter_num_new(&it, 0, ctx->rx_queue_index);
	while ((number = bpf_iter_num_next(&it)))
		sum += *number;
	bpf_iter_num_destroy(&it);
	return sum;
}

SEC("freplace/grow")
int grow_with_dynptr(struct xdp_md *ctx)
{
	struct bpf_dynptr packet;
	char bytes[8];

	bpf_dynptr_from_xdp(ctx, 0, &packet);
	return bpf_dynptr_read(bytes, sizeof(bytes), &packet, 0, 0);
}

SEC("freplace/classify")
int classify_with_foreign_dynptr(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;
	char bytes[8];

	bpf_dynptr_from_xdp((void *)skb, 0, &packet);
	return bpf_dynptr_read(bytes, sizeof(bytes), &packet, 0, 0);
}

SEC("freplace/report")
int report_more(int level)
{
	return level + 1;
}

SEC("freplace/judge")
int judge_same(enum answer answer)
{
	return answer;
}

SEC("freplace/judge")
int judge_of_choice(enum choice answer)
{
	return answer;
}

SEC("freplace/judge")
int judge_of_number(int answer)
{
	return answer;
}

SEC("freplace/hidden")
int hidden_same(struct xdp_md *ctx)
{
	return 0;
}

SEC("freplace/shared")
int shared_same(long number)
{
	return 0;
}

SEC("freplace/gate")
int gate_same(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("freplace/gate")
int gate_growing(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_head(ctx, 2);
}

SEC("freplace/lone")
int lone_same(struct xdp_md *ctx)
{
	return XDP_DROP;
}

SEC("freplace/lone")
int lone_growing(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_tail(ctx, 2);
}

SEC("freplace/odd")
int odd_same(struct xdp_md *ctx, int more)
{
	return 0;
}

SEC("freplace/classify")
int classify_same(struct __sk_buff *skb)
{
	skb->mark = 1;
	return skb->tc_classid;
}

SEC("freplace/classify")
int classify_reading_wrongly(struct __sk_buff *skb)
{
	return *(int *)((char *)skb + 1000);
}

SEC("freplace/allow")
int allow_same(struct __sk_buff *skb)
{
	return skb->len > 100;
}

SEC("freplace/allow")
int allow_two(struct __sk_buff *skb)
{
	return 2;
}

SEC("freplace/allow")
int allow_any(struct __sk_buff *skb)
{
	return skb->len;
}

SEC("freplace/allow")
int allow_marking(struct __sk_buff *skb)
{
	skb->mark = 3;
	return 1;
}

SEC("freplace/allow")
int allow_locking(struct __sk_buff *skb)
{
	int key = skb->len;
	struct locked *locked = bpf_map_lookup_elem(&counts, &key);

	if (!locked)
		return 0;
	bpf_spin_lock(&locked->lock);
	locked->count++;
	bpf_spin_unlock(&locked->lock);
	return 1;
}

SEC("freplace/allow")
int allow_throwing(struct __sk_buff *skb)
{
	if (skb->len == 7)
		bpf_throw(3);
	return 0;
}

SEC("freplace/measure")
int measure_arguments(int value)
{
	__u64 argument = 0;

	return bpf_get_func_arg((void *)(long)value, 0, &argument) & 1;
}

SEC("freplace/measure")
int measure_same(int value)
{
	return 1;
}

SEC("freplace/measure")
int measure_any(int value)
{
	return value;
}

SEC("freplace/measure")
int measure_pid(int value)
{
	return bpf_get_current_pid_tgid() & 1;
}

SEC("freplace/measure")
int measure_locking(int value)
{
	int key = value;
	struct locked *locked = bpf_map_lookup_elem(&counts, &key);

	if (!locked)
		return 0;
	bpf_spin_lock(&locked->lock);
	locked->count++;
	bpf_spin_unlock(&locked->lock);
	return 1;
}

SEC("freplace/decide_same")
int decide_again(struct xdp_md *ctx, int n)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
