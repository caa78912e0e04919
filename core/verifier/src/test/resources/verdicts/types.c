/* The types of the cases' maps and functions.
 * clang-19 -O2 -g -fdebug-compilation-dir=. -target bpf -mcpu=v3 -c types.c -o types.bpf.o && llvm-strip-19 -g types.bpf.o */
#define tag(text) __attribute__((btf_type_tag(text)))
#define decl(text) __attribute__((btf_decl_tag(text)))

typedef unsigned int u32;
typedef unsigned long long u64;

struct bpf_spin_lock { u32 val; };
struct bpf_res_spin_lock { u32 val; };
struct bpf_timer { u64 opaque[2]; } __attribute__((aligned(8)));
struct bpf_wq { u64 opaque[2]; } __attribute__((aligned(8)));
struct bpf_list_head { u64 opaque[2]; } __attribute__((aligned(8)));
struct bpf_list_node { u64 opaque[3]; } __attribute__((aligned(8)));
struct bpf_rb_root { u64 opaque[2]; } __attribute__((aligned(8)));
struct bpf_rb_node { u64 opaque[4]; } __attribute__((aligned(8)));
struct bpf_refcount { u32 opaque[1]; } __attribute__((aligned(4)));
struct bpf_dynptr { u64 opaque[2]; } __attribute__((aligned(8)));

struct task_struct { int pid; };
struct cgroup { int level; };
struct bpf_cpumask { u64 bits; };
struct __sk_buff { u32 len; };
struct xdp_md { u32 data; };
struct pt_regs { u64 ax; };

struct plain { u64 a; u64 b; };
struct locked { u64 count; struct bpf_spin_lock lock; u32 rest; };
struct resilient { u64 count; struct bpf_res_spin_lock lock; u32 rest; };
struct two_resilient { struct bpf_res_spin_lock lock; u32 rest; };
struct timed { u64 count; struct bpf_timer timer; };
struct queued { u64 count; struct bpf_wq work; };
struct pointing { u64 count; struct task_struct tag("kptr_untrusted") *loose; struct task_struct tag("kptr") *task;
	struct bpf_cpumask tag("kptr") *mask; struct cgroup tag("kptr") *group; };
struct percpu_pointing { struct plain tag("percpu_kptr") *each; };
struct own_pointing { struct plain tag("kptr") *own; };

struct node { struct bpf_list_node list; u64 value; };
struct leaf { struct bpf_rb_node tree; u64 value; };
struct shared { struct bpf_list_node list; struct bpf_rb_node tree; struct bpf_refcount refs; u64 value; };
struct holder { struct bpf_spin_lock lock; struct bpf_list_head head decl("contains:node:list");
	struct bpf_rb_root root decl("contains:leaf:tree"); };
struct shared_holder { struct bpf_spin_lock lock; struct bpf_list_head head decl("contains:shared:list");
	struct bpf_rb_root root decl("contains:shared:tree"); };
struct pointer_inside { u64 *where; };
struct big { u64 words[65]; };
struct boxed { u64 a; struct plain p; };

#define USE(name) struct name *use_##name(void) { return 0; }
USE(plain) USE(locked) USE(resilient) USE(two_resilient) USE(timed) USE(queued) USE(pointing) USE(percpu_pointing)
USE(own_pointing) USE(node) USE(leaf) USE(shared) USE(holder) USE(shared_holder) USE(pointer_inside) USE(boxed) USE(big)
USE(bpf_dynptr) USE(task_struct) USE(cgroup) USE(bpf_cpumask)

/* Functions of a program: main ones, ones of its own, and ones that are checked by themselves. */
int prog(void) { return 0; }
static __attribute__((noinline, used)) int sub(void) { return 0; }
static __attribute__((noinline, used)) int sub_two(int a) { return a; }
static __attribute__((noinline, used)) void sub_void(int a) {}
static __attribute__((noinline, used)) int callback(u32 index, void *data) { return 0; }
static __attribute__((noinline, used)) int callback_four(void *map, void *key, void *value, void *data) { return 0; }
static __attribute__((noinline, used)) int callback_timer(void *map, void *key, void *value) { return 0; }
static __attribute__((noinline, used)) _Bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b) { return 0; }
int use(void) { sub(); sub_two(1); sub_void(1); callback(1, 0); callback_four(0, 0, 0, 0); callback_timer(0, 0, 0);
	return less(0, 0); }

int global_none(void) { return 0; }
int global_int(int a) { return a; }
int global_five(int a, int b, int c, int d, int e) { return a; }
int global_long(long a) { return 0; }
void global_void(int a) {}
struct plain *global_pointer_result(void) { return 0; }
int global_context(struct __sk_buff *ctx) { return 0; }
int global_xdp(struct xdp_md *ctx) { return 0; }
int global_memory(struct plain *p) { return 0; }
int global_memory_nonnull(struct plain *p decl("arg:nonnull")) { return 0; }
int global_word(int *p) { return 0; }
int global_tagged_context(void *ctx decl("arg:ctx")) { return 0; }
int global_dynptr(struct bpf_dynptr *d) { return 0; }
int global_dynptr_const(const struct bpf_dynptr *d) { return 0; }
int global_arena(void *p decl("arg:arena")) { return 0; }
int global_trusted(struct task_struct *p decl("arg:trusted")) { return 0; }
int global_trusted_nullable(struct task_struct *p decl("arg:trusted") decl("arg:nullable")) { return 0; }
int global_untrusted(struct task_struct *p decl("arg:untrusted")) { return 0; }
int global_untrusted_memory(int *p decl("arg:untrusted")) { return 0; }
int global_void_pointer(void *p) { return 0; }
int global_struct(struct plain p) { return 0; }
int global_two(struct plain *p, int n) { return 0; }

/* Main functions that name the function which handles exceptions. */
#define handled(name, by) int prog_##name(void) decl("exception_callback:" #by); int prog_##name(void) { return 0; }
handled(handled, handler)
handled(handled_int, handler_int)
handled(handled_nowhere, nowhere)
handled(handled_struct, plain)
handled(handled_static, handler_static)
handled(handled_none, handler_none)
handled(handled_two, handler_two)
handled(handled_pointer, handler_pointer)
handled(handled_context, handler_context)
handled(handled_void, handler_void)
handled(handled_long_pointer, handler_long_pointer)
handled(handled_by_itself, prog_handled_by_itself)
handled(handled_by_nobody, )
handled(handled_tagged, handler_tagged)
int prog_handled_twice(void) decl("exception_callback:handler") decl("exception_callback:handler_int");
int prog_handled_twice(void) { return 0; }
int prog_other_tag(int a decl("exception_callback:handler")) { return 0; }
u64 handler(u64 cookie) { return cookie; }
int handler_int(int cookie) { return cookie; }
static __attribute__((noinline, used)) int handler_static(u64 cookie) { return 0; }
int use_handler(void) { return handler_static(1); }
int handler_none(void) { return 0; }
int handler_two(u64 cookie, int other) { return 0; }
int handler_pointer(struct plain *cookie) { return 0; }
int handler_context(struct __sk_buff *ctx) { return 0; }
void handler_void(u64 cookie) {}
struct plain *handler_long_pointer(u64 cookie) { return 0; }
int handler_tagged(void *cookie decl("arg:ctx")) { return 0; }

/* Tables of functions: what they hold is the kernel's to say. */
struct tcp_congestion_ops { int unused; };
struct bpf_dummy_ops { int unused; };
USE(tcp_congestion_ops) USE(bpf_dummy_ops)
