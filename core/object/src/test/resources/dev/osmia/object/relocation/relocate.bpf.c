// Every kind of CO-RE relocation, for target types as in kernel-*.target.c. The sections are of no program type that
// exists, so that nothing is asked of a real kernel.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define CORE __attribute__((preserve_access_index))

struct inner {
	int a;
	unsigned int b;
} CORE;

typedef struct {
	long first;
	long second;
} CORE pair_t;

enum state { IDLE = 1, BUSY = 2, GONE = 9, BELOW = -5 };
enum flags64 { LOW64 = 1, HIGH64 = 0x123456789abcULL };
enum grows { GROWN = 3 };

struct task {
	int pid;
	unsigned long flags;
	struct task *parent;
	struct {
		int anon_a;
		union {
			short anon_b;
			char anon_c[2];
		};
	};
	struct inner in;
	struct inner many[4];
	int grid[2][3];
	unsigned int bits3 : 3;
	int bits5 : 5;
	unsigned long long bits33 : 33;
	enum state state;
	unsigned char small;
	unsigned int narrowed;
	int narrowed_signed;
	_Bool flag;
	float real;
	int absent;
	int other_kind;
	int only_in_flavour;
	pair_t pair;
	void (*call)(int);
	const volatile unsigned short qualified;
	int tail[];
} CORE;

struct task___half {
	int pid;
	int renamed_pid;
} CORE;

struct absent_struct {
	int x;
} CORE;

struct forward;
union variant {
	int i;
	long l;
} CORE;

struct matched {
	int x;
	struct task *task;
	union variant variant;
};
struct unmatched {
	int x;
	int y;
};
struct matched___pointing {
	struct forward *x;
};
struct calls {
	int (*first)(struct task *task, unsigned int n);
	enum state states[3];
};
struct pointing {
	struct forward *forward;
	union variant *variant;
	struct inner **inner;
};
typedef int (*function_t)(struct task *task, unsigned int n);
typedef unsigned long word_t;
typedef struct inner *inner_ptr_t;

SEC("core/offsets")
int offsets(struct task *t)
{
	return t->pid + t->anon_a + t->anon_b + t->anon_c[1] + t->in.b + t->many[2].b + t->grid[1][2] + t->tail[5]
		+ t->pair.second + t->state + t[3].in.a + t->qualified + t->parent->parent->pid;
}

SEC("core/stores")
int stores(struct task *t)
{
	t->pid = 7;
	t->in.b = t->in.a;
	t->small = 3;
	t->flags = t->narrowed;
	t->many[3].a = -1;
	__sync_fetch_and_add(&t->in.b, 2);
	return 0;
}

SEC("core/resized")
int resized(struct task *t)
{
	return t->small + t->narrowed + t->flags + t->flag;
}

SEC("core/resized_signed")
int resized_signed(struct task *t)
{
	return t->narrowed_signed;
}

SEC("core/absent")
int absent(struct task *t)
{
	if (bpf_core_field_exists(t->absent))
		return t->absent;
	if (bpf_core_field_exists(t->other_kind))
		return t->other_kind;
	if (bpf_core_field_exists(t->only_in_flavour))
		return t->only_in_flavour;
	return bpf_core_field_exists(t->real) + bpf_core_field_exists(struct task, call)
		+ bpf_core_field_exists(((struct absent_struct *)t)->x) + bpf_core_field_offset(struct task, pair.second);
}

SEC("core/sizes")
int sizes(struct task *t)
{
	return bpf_core_field_size(t->pid) + bpf_core_field_size(t->many) + bpf_core_field_size(t->many[1])
		+ bpf_core_field_size(t->flags) + bpf_core_field_size(t->parent) + bpf_core_field_size(t->bits33)
		+ bpf_core_field_size(t->anon_c) + bpf_core_field_size(t->small);
}

SEC("core/bitfields")
int bitfields(struct task *t)
{
	return BPF_CORE_READ_BITFIELD(t, bits3) + BPF_CORE_READ_BITFIELD(t, bits5) + BPF_CORE_READ_BITFIELD(t, bits33)
		+ BPF_CORE_READ_BITFIELD(t, narrowed) + BPF_CORE_READ_BITFIELD(t, state);
}

SEC("core/probed")
int probed(struct task *t)
{
	return BPF_CORE_READ_BITFIELD_PROBED(t, bits33) + BPF_CORE_READ(t, parent, parent, in.b)
		+ __builtin_preserve_field_info(t->bits5, BPF_FIELD_SIGNED)
		+ __builtin_preserve_field_info(t->narrowed, BPF_FIELD_SIGNED)
		+ __builtin_preserve_field_info(t->state, BPF_FIELD_SIGNED);
}

SEC("core/flavours")
int flavours(struct task___half *t)
{
	if (bpf_core_field_exists(t->renamed_pid))
		return t->renamed_pid;
	return t->pid;
}

SEC("core/types")
int types(void *context)
{
	return bpf_core_type_exists(struct task) + bpf_core_type_exists(struct absent_struct)
		+ bpf_core_type_exists(union variant) + bpf_core_type_exists(pair_t) + bpf_core_type_exists(enum state)
		+ bpf_core_type_exists(function_t) + bpf_core_type_exists(word_t) + bpf_core_type_exists(inner_ptr_t)
		+ bpf_core_type_size(struct task) + bpf_core_type_size(struct absent_struct)
		+ bpf_core_type_size(pair_t) + bpf_core_type_size(word_t);
}

SEC("core/matches")
int matches(void *context)
{
	return bpf_core_type_matches(struct matched) + 2 * bpf_core_type_matches(struct unmatched)
		+ 4 * bpf_core_type_matches(struct matched___pointing) + 8 * bpf_core_type_matches(struct calls)
		+ 16 * bpf_core_type_matches(enum state) + 32 * bpf_core_type_matches(enum grows)
		+ 64 * bpf_core_type_matches(union variant) + 128 * bpf_core_type_matches(function_t)
		+ 256 * bpf_core_type_matches(struct inner) + 512 * bpf_core_type_matches(word_t)
		+ 1024 * bpf_core_type_matches(enum flags64) + 2048 * bpf_core_type_matches(struct pointing);
}

SEC("core/ids")
int ids(void *context)
{
	return bpf_core_type_id_local(struct task) + bpf_core_type_id_kernel(struct task)
		+ bpf_core_type_id_kernel(struct absent_struct) + bpf_core_type_id_local(int);
}

SEC("core/enums")
long enums(void *context)
{
	long sum = bpf_core_enum_value_exists(enum state, BUSY) + bpf_core_enum_value_exists(enum state, GONE)
		+ bpf_core_enum_value(enum state, BUSY) + bpf_core_enum_value(enum state, BELOW)
		+ bpf_core_enum_value(enum flags64, HIGH64) + bpf_core_enum_value(enum grows, GROWN);
	if (bpf_core_enum_value_exists(enum state, GONE))
		sum += bpf_core_enum_value(enum state, GONE);
	return sum;
}

static __attribute__((noinline)) int shared(struct task *t)
{
	return t->in.b + t->absent;
}

SEC("core/linked")
int linked(struct task *t)
{
	return shared(t) + t->pid;
}

char _license[] SEC("license") = "GPL";
