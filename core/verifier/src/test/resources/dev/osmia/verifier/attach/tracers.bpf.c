// Programs that trace functions of targets.bpf.c and extensions.bpf.c.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct xdp_buff {
	void *data;
	void *data_end;
} __attribute__((preserve_access_index));

struct sk_buff {
	unsigned int len;
} __attribute__((preserve_access_index));

typedef unsigned long long word;

#define KEEP(value) volatile word kept __attribute__((unused)) = (word)(value)

SEC("fentry/decide")
int decide_entry(word *ctx)
{
	struct xdp_buff *buff = (struct xdp_buff *)ctx[0];

	KEEP(buff->data_end - buff->data);
	return 0;
}

SEC("fentry/decide")
int decide_entry_one(word *ctx)
{
	return ctx[1];
}

SEC("fentry/decide")
int decide_entry_third(word *ctx)
{
	KEEP(ctx[2]);
	return 0;
}

SEC("fentry/decide")
int decide_entry_write(word *ctx)
{
	ctx[0] = 1;
	return 0;
}

SEC("fexit/decide")
int decide_exit(word *ctx)
{
	if ((int)ctx[2] > 3)
		bpf_printk("%d", (int)ctx[2]);
	return 0;
}

SEC("fexit/decide")
int decide_exit_fourth(word *ctx)
{
	KEEP(ctx[3]);
	return 0;
}

SEC("fmod_ret/decide")
int decide_result(word *ctx)
{
	return 0;
}

SEC("tp_btf/decide")
int decide_tracepoint(word *ctx)
{
	return 0;
}

SEC("iter/decide")
int decide_iterator(word *ctx)
{
	return 0;
}

SEC("fentry.s/decide")
int decide_asleep(word *ctx)
{
	return 0;
}

SEC("fentry/sum")
int sum_entry(word *ctx)
{
	KEEP(ctx[0]);
	return 0;
}

SEC("fexit/sum")
int sum_exit(word *ctx)
{
	KEEP(ctx[1]);
	return 0;
}

SEC("fentry/hidden")
int hidden_entry(word *ctx)
{
	struct xdp_buff *buff = (struct xdp_buff *)ctx[0];

	KEEP(buff->data);
	return 0;
}

SEC("fentry/shared")
int shared_entry(word *ctx)
{
	KEEP(ctx[4]);
	return 0;
}

SEC("fentry/shared")
int shared_entry_beyond(word *ctx)
{
	KEEP(ctx[5]);
	return 0;
}

SEC("fexit/shared")
int shared_exit(word *ctx)
{
	KEEP(ctx[5]);
	return 0;
}

SEC("fexit/shared")
int shared_exit_beyond(word *ctx)
{
	KEEP(ctx[6]);
	return 0;
}

SEC("fentry/report")
int report_entry(word *ctx)
{
	return 0;
}

SEC("fentry/judge")
int judge_entry(word *ctx)
{
	KEEP(ctx[0]);
	return 0;
}

SEC("fentry/gate")
int gate_entry(word *ctx)
{
	struct xdp_buff *buff = (struct xdp_buff *)ctx[0];

	KEEP(buff->data);
	return 0;
}

SEC("fexit/gate")
int gate_exit(word *ctx)
{
	KEEP((int)ctx[1] == XDP_DROP);
	return 0;
}

SEC("fentry/odd")
int odd_entry(word *ctx)
{
	struct xdp_buff *buff = (struct xdp_buff *)ctx[0];

	KEEP(buff->data);
	return 0;
}

SEC("fentry/odd")
int odd_entry_numbers(word *ctx)
{
	KEEP(ctx[0] + ctx[4]);
	return 0;
}

SEC("fentry/classify")
int classify_entry(word *ctx)
{
	struct sk_buff *skb = (struct sk_buff *)ctx[0];

	KEEP(skb->len);
	return 0;
}

SEC("fexit/allow")
int allow_exit(word *ctx)
{
	struct sk_buff *skb = (struct sk_buff *)ctx[0];

	KEEP(skb->len + ctx[1]);
	return 0;
}

SEC("fexit/measure")
int measure_exit(word *ctx)
{
	KEEP(ctx[0] + ctx[1]);
	return 0;
}

SEC("fentry/probe")
int probe_entry(word *ctx)
{
	KEEP(ctx[0]);
	return 0;
}

SEC("fentry/at_entry")
int tracer_entry(word *ctx)
{
	KEEP(ctx[0]);
	return 0;
}

SEC("fentry/tracer_entry")
int nested_entry(word *ctx)
{
	return 0;
}

SEC("fentry/nested_entry")
int doubly_nested_entry(word *ctx)
{
	return 0;
}

SEC("fentry/decide_same")
int extension_entry(word *ctx)
{
	struct xdp_buff *buff = (struct xdp_buff *)ctx[0];

	KEEP(buff->data);
	return 0;
}

char _license[] SEC("license") = "GPL";
