// Programs with functions that others replace or trace.
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>

struct pair {
	int first, second;
};
enum answer { NO, YES };

const volatile int debugging = 0;

__attribute__((noinline)) int decide(struct xdp_md *ctx, int n)
{
	volatile int seen = ctx->rx_queue_index + n;

	return seen;
}

__attribute__((noinline)) int sum(struct pair *pair)
{
	if (!pair)
		return 0;
	return pair->first + pair->second;
}

__attribute__((noinline)) int grow(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_head(ctx, -16);
}

__attribute__((noinline)) int report(int level)
{
	volatile int kept = level;

	return kept;
}

__attribute__((noinline)) int judge(enum answer answer)
{
	volatile int kept = answer;

	return kept;
}

static __attribute__((noinline)) int hidden(struct xdp_md *ctx)
{
	volatile int kept = ctx->ingress_ifindex;

	return kept;
}

static __attribute__((noinline)) int shared(long number)
{
	asm volatile("" : "+r"(number));
	return number != 0;
}

SEC("xdp")
int gate(struct xdp_md *ctx)
{
	struct pair pair = {1, 2};
	volatile int result = decide(ctx, 3);

	result += sum(&pair) + grow(ctx) + judge(YES) + hidden(ctx) + shared((long)ctx);
	if (debugging)
		result += report(result);
	return result > 5 ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int lone(struct xdp_md *ctx)
{
	return XDP_PASS;
}

// Linux removes report() and takes what it knows of the next function for what it knows of the one behind that.
SEC("xdp")
int shifted(struct xdp_md *ctx)
{
	volatile int result = debugging ? report(1) : 0;

	result += shared((long)ctx);
	result += decide(ctx, 3);
	return result > 5 ? XDP_PASS : XDP_DROP;
}

// A program's own type is not to be relied on where it is not that of its context.
SEC("xdp")
int odd(struct xdp_md *ctx, int more)
{
	return XDP_PASS;
}

__attribute__((noinline)) int classify(struct __sk_buff *skb)
{
	volatile int kept = skb->len;

	return kept;
}

SEC("tc")
int filter(struct __sk_buff *skb)
{
	return classify(skb);
}

__attribute__((noinline)) int allow(struct __sk_buff *skb)
{
	volatile int kept = skb->len;

	return kept;
}

SEC("cgroup_skb/egress")
int leave(struct __sk_buff *skb)
{
	return allow(skb) & 1;
}

SEC("cgroup_skb/ingress")
int enter(struct __sk_buff *skb)
{
	return allow(skb) & 1;
}

SEC("socket")
int keep(struct __sk_buff *skb)
{
	return allow(skb);
}

__attribute__((noinline)) int measure(int value)
{
	volatile int kept = value;

	return kept;
}

SEC("kprobe/do_nanosleep")
int probe(struct pt_regs *ctx)
{
	return measure(ctx->rax);
}

SEC("raw_tp/sys_enter")
int raw(void *ctx)
{
	return measure(1);
}

SEC("fentry/do_nanosleep")
int at_entry(unsigned long long *ctx)
{
	return measure(1) & 0;
}

SEC("tp_btf/sys_enter")
int at_tracepoint(unsigned long long *ctx)
{
	return measure(1);
}

SEC("iter/task")
int at_tasks(unsigned long long *ctx)
{
	return measure(1) & 0;
}

SEC("fmod_ret/security_file_open")
int at_result(unsigned long long *ctx)
{
	return measure(1);
}

SEC("lsm/file_open")
int at_hook(unsigned long long *ctx)
{
	return measure(1) & 0;
}

SEC("syscall")
int call(void *ctx)
{
	return measure(1);
}

char _license[] SEC("license") = "GPL";
