// Programs at functions, hooks, tracepoints and iterators of the kernel, each with one question about their rules.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define ACCESS __attribute__((preserve_access_index))

typedef unsigned long long word;

struct filename {
	const char *name;
} ACCESS;
struct inode {
	unsigned long i_ino;
} ACCESS;
struct path {
	void *mnt;
} ACCESS;
struct file {
	unsigned int f_flags;
	struct inode *f_inode;
	struct path f_path;
} ACCESS;
struct sock {
	int sk_rcvbuf;
} ACCESS;
struct socket {
	struct sock *sk;
} ACCESS;
struct sockaddr {
	unsigned short sa_family;
} ACCESS;
struct tcp_sock {
	unsigned int snd_cwnd;
} ACCESS;
struct sock_common {
	unsigned short skc_family;
} ACCESS;
struct sk_buff {
	unsigned int len;
} ACCESS;
struct linux_binprm {
	struct file *file;
} ACCESS;
struct task_struct {
	int pid;
	struct task_struct *real_parent;
} ACCESS;
struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
} ACCESS;
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} ACCESS;
struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	void *map;
	void *key;
	void *value;
} ACCESS;
struct bpf_iter__tcp {
	struct bpf_iter_meta *meta;
	struct sock_common *sk_common;
} ACCESS;

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_put_file(struct file *file) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

#define KEEP(value) volatile word kept __attribute__((unused)) = (word)(value)

SEC("fentry/do_filp_open")
int fe_ptr(word *ctx)
{
	struct filename *f = (void *)ctx[1];
	KEEP(f->name);
	return 0;
}

SEC("fentry/do_filp_open")
int fe_int(word *ctx)
{
	KEEP(ctx[0]);
	return 0;
}

SEC("fentry/do_filp_open")
int fe_int4(word *ctx)
{
	KEEP(*(int *)&ctx[0]);
	return 0;
}

SEC("fentry/do_filp_open")
int fe_ptr4(word *ctx)
{
	KEEP(*(int *)&ctx[1]);
	return 0;
}

SEC("fentry/do_filp_open")
int fe_off4(word *ctx)
{
	KEEP(*(int *)((char *)ctx + 4));
	return 0;
}

SEC("fentry/do_filp_open")
int fe_arg3(word *ctx)
{
	KEEP(ctx[3]);
	return 0;
}

SEC("fexit/do_filp_open")
int fx_ret(word *ctx)
{
	struct file *f = (void *)ctx[3];
	KEEP(f->f_flags);
	return 0;
}

SEC("fexit/do_filp_open")
int fx_arg4(word *ctx)
{
	KEEP(ctx[4]);
	return 0;
}

SEC("fexit/do_filp_open")
int fx_one(word *ctx)
{
	return 1;
}

SEC("fentry/do_filp_open")
int fe_store(word *ctx)
{
	ctx[0] = 1;
	return 0;
}

SEC("fentry/vfs_read")
int fe_user(word *ctx)
{
	char *p = (void *)ctx[1];
	KEEP(*p);
	return 0;
}

SEC("fentry/vfs_read")
int fe_file(word *ctx)
{
	struct file *f = (void *)ctx[0];
	KEEP(f->f_inode->i_ino);
	return 0;
}

SEC("fentry/vfs_read")
int fe_write_obj(word *ctx)
{
	struct file *f = (void *)ctx[0];
	f->f_flags = 1;
	return 0;
}

SEC("fentry/tcp_sendmsg")
int fe_sock(word *ctx)
{
	struct sock *sk = (void *)ctx[0];
	struct tcp_sock *tp = bpf_skc_to_tcp_sock(sk);
	if (tp) {
		KEEP(tp->snd_cwnd);
	}
	return 0;
}

SEC("fexit/tcp_sendmsg")
int fx_sock(word *ctx)
{
	KEEP((int)ctx[3]);
	return 0;
}

SEC("fentry/tcp_sendmsg")
int fe_storage(word *ctx)
{
	struct sock *sk = (void *)ctx[0];
	KEEP(sk->sk_rcvbuf);
	return 0;
}

SEC("fmod_ret/security_file_open")
int fm_ok(word *ctx)
{
	return -1;
}

SEC("fmod_ret/security_file_open")
int fm_any(word *ctx)
{
	return bpf_get_prandom_u32();
}

SEC("fmod_ret/security_file_open")
int fm_ret(word *ctx)
{
	KEEP(ctx[1]);
	return ctx[1];
}

SEC("fmod_ret/security_file_open")
int fm_arg(word *ctx)
{
	struct file *f = (void *)ctx[0];
	KEEP(f->f_flags);
	return 0;
}

SEC("fmod_ret/do_filp_open")
int fm_not(word *ctx)
{
	return 0;
}

SEC("fmod_ret.s/security_file_open")
int fm_sleep(word *ctx)
{
	return 0;
}

SEC("fentry.s/security_file_open")
int fe_sleep_sec(word *ctx)
{
	return 0;
}

SEC("fentry.s/__x64_sys_nanosleep")
int fe_sleep(word *ctx)
{
	return 0;
}

SEC("fentry.s/bpf_fentry_test1")
int fe_sleep_test(word *ctx)
{
	return 0;
}

SEC("fmod_ret/bpf_modify_return_test")
int fm_test(word *ctx)
{
	KEEP(ctx[0]);
	return 1;
}

SEC("fmod_ret/update_socket_protocol")
int fm_proto(word *ctx)
{
	return 1;
}

SEC("fentry/do_exit")
int fe_noreturn(word *ctx)
{
	return 0;
}

SEC("fentry/_printk")
int fe_varargs(word *ctx)
{
	return 0;
}

SEC("fentry/vfs_read")
int fe_args(word *ctx)
{
	word v = 0;
	bpf_get_func_arg(ctx, 1, &v);
	KEEP(v + bpf_get_func_arg_cnt(ctx));
	return 0;
}

SEC("fentry/vfs_read")
int fe_get_ret(word *ctx)
{
	word v = 0;
	bpf_get_func_ret(ctx, &v);
	return 0;
}

SEC("fexit/vfs_read")
int fx_get_ret(word *ctx)
{
	word v = 0;
	bpf_get_func_ret(ctx, &v);
	KEEP(v);
	return 0;
}

SEC("fexit/vfs_read")
int fx_ip(word *ctx)
{
	KEEP(bpf_get_func_ip(ctx));
	return 0;
}

SEC("fexit/vfs_read")
int fx_cookie(word *ctx)
{
	KEEP(bpf_get_attach_cookie(ctx));
	return 0;
}

SEC("fentry/vfs_read")
int fe_dpath(word *ctx)
{
	char b[16];
	struct file *f = (void *)ctx[0];
	bpf_d_path(&f->f_path, b, 16);
	return 0;
}

SEC("fentry/security_file_open")
int fe_dpath_ok(word *ctx)
{
	char b[16];
	struct file *f = (void *)ctx[0];
	bpf_d_path(&f->f_path, b, 16);
	return 0;
}

SEC("fentry/dentry_open")
int fe_dpath2(word *ctx)
{
	char b[16];
	struct path *p = (void *)ctx[0];
	bpf_d_path(p, b, 16);
	return 0;
}

SEC("fentry/filp_close")
int fe_dpath3(word *ctx)
{
	char b[16];
	struct file *f = (void *)ctx[0];
	bpf_d_path(&f->f_path, b, 16);
	return 0;
}

SEC("fentry/vfs_read")
int fe_copyuser(word *ctx)
{
	int v;
	bpf_copy_from_user(&v, 4, (void *)ctx[1]);
	return 0;
}

SEC("fentry.s/__x64_sys_getpgid")
int fe_copyuser_s(word *ctx)
{
	int v;
	bpf_copy_from_user(&v, 4, (void *)ctx[0]);
	return 0;
}

SEC("fentry/__dev_queue_xmit")
int fe_skb_out(word *ctx)
{
	struct sk_buff *s = (void *)ctx[0];
	KEEP(s->len);
	return 0;
}

SEC("fexit/__alloc_skb")
int fx_skb(word *ctx)
{
	struct sk_buff *s = (void *)ctx[4];
	KEEP(s->len);
	return 0;
}

SEC("fentry/wake_up_new_task")
int fe_acq(word *ctx)
{
	struct task_struct *t = bpf_task_acquire((void *)ctx[0]);
	if (t)
		bpf_task_release(t);
	return 0;
}

SEC("tp_btf/task_newtask")
int tp_acq(word *ctx)
{
	struct task_struct *t = bpf_task_acquire((void *)ctx[0]);
	if (t)
		bpf_task_release(t);
	return 0;
}

SEC("tp_btf/task_newtask")
int tp_parent(word *ctx)
{
	struct task_struct *p = (void *)ctx[0];
	struct task_struct *t = bpf_task_acquire(p->real_parent);
	if (t)
		bpf_task_release(t);
	return 0;
}

SEC("tp_btf/task_newtask")
int tp_parent_rcu(word *ctx)
{
	struct task_struct *p = (void *)ctx[0];
	bpf_rcu_read_lock();
	struct task_struct *t = bpf_task_acquire(p->real_parent);
	bpf_rcu_read_unlock();
	if (t)
		bpf_task_release(t);
	return 0;
}

SEC("tp_btf/task_newtask")
int tp_arg2(word *ctx)
{
	KEEP(ctx[1]);
	return 0;
}

SEC("tp_btf/task_newtask")
int tp_arg3(word *ctx)
{
	KEEP(ctx[2]);
	return 0;
}

SEC("tp_btf/sched_switch")
int tp_switch(word *ctx)
{
	struct task_struct *t = (void *)ctx[2];
	KEEP(t->pid);
	return 0;
}

SEC("tp_btf/sched_pi_setprio")
int tp_null(word *ctx)
{
	struct task_struct *t = (void *)ctx[1];
	KEEP(t->pid);
	return 0;
}

SEC("tp_btf/kfree_skb")
int tp_kfree(word *ctx)
{
	struct sk_buff *s = (void *)ctx[0];
	KEEP(s->len);
	return 0;
}

SEC("lsm/file_open")
int l_ok(word *ctx)
{
	return 0;
}

SEC("lsm/file_open")
int l_err(word *ctx)
{
	return -1;
}

SEC("lsm/file_open")
int l_one(word *ctx)
{
	return 1;
}

SEC("lsm/file_open")
int l_big(word *ctx)
{
	return -5000;
}

SEC("lsm/file_open")
int l_any(word *ctx)
{
	return bpf_get_prandom_u32();
}

SEC("lsm/file_open")
int l_arg(word *ctx)
{
	struct file *f = (void *)ctx[0];
	KEEP(f->f_inode->i_ino);
	return 0;
}

SEC("lsm/file_open")
int l_ret(word *ctx)
{
	return (int)ctx[1];
}

SEC("lsm/file_open")
int l_retbad(word *ctx)
{
	return (int)ctx[1] + 1;
}

SEC("lsm/file_open")
int l_arg2(word *ctx)
{
	KEEP(ctx[2]);
	return 0;
}

SEC("lsm/file_open")
int l_dpath(word *ctx)
{
	char b[16];
	struct file *f = (void *)ctx[0];
	bpf_d_path(&f->f_path, b, 16);
	return 0;
}

SEC("lsm.s/file_open")
int l_sleep(word *ctx)
{
	return 0;
}

SEC("lsm.s/file_open")
int l_sleep_copy(word *ctx)
{
	int v;
	bpf_copy_from_user(&v, 4, (void *)8);
	return 0;
}

SEC("lsm/file_open")
int l_copy(word *ctx)
{
	int v;
	bpf_copy_from_user(&v, 4, (void *)8);
	return 0;
}

SEC("lsm.s/task_free")
int l_nosleep(word *ctx)
{
	return 0;
}

SEC("lsm/task_free")
int l_void(word *ctx)
{
	return 77;
}

SEC("lsm/task_free")
int l_void_ret(word *ctx)
{
	KEEP(ctx[1]);
	return 0;
}

SEC("lsm/task_free")
int l_task(word *ctx)
{
	struct task_struct *t = bpf_task_acquire((void *)ctx[0]);
	if (t)
		bpf_task_release(t);
	return 0;
}

SEC("lsm/task_alloc")
int l_task2(word *ctx)
{
	struct task_struct *t = bpf_task_acquire((void *)ctx[0]);
	if (t)
		bpf_task_release(t);
	return 0;
}

SEC("lsm/bprm_committed_creds")
int l_bprm_void(word *ctx)
{
	return 1;
}

SEC("lsm/bprm_check_security")
int l_bprm(word *ctx)
{
	struct linux_binprm *b = (void *)ctx[0];
	KEEP(b->file->f_flags);
	return 0;
}

SEC("lsm/bprm_check_security")
int l_bprm_opts(word *ctx)
{
	bpf_bprm_opts_set((void *)ctx[0], 1);
	return 0;
}

SEC("lsm/audit_rule_known")
int l_bool(word *ctx)
{
	return 1;
}

SEC("lsm/audit_rule_known")
int l_bool2(word *ctx)
{
	return 2;
}

SEC("lsm/inode_xattr_skipcap")
int l_bool3(word *ctx)
{
	return -1;
}

SEC("lsm/vm_enough_memory")
int l_vm(word *ctx)
{
	return 1;
}

SEC("lsm/getprocattr")
int l_getproc(word *ctx)
{
	return 0;
}

SEC("lsm/setprocattr")
int l_setproc(word *ctx)
{
	return 0;
}

SEC("lsm/inode_copy_up_xattr")
int l_xattr(word *ctx)
{
	return 0;
}

SEC("lsm/inode_need_killpriv")
int l_need(word *ctx)
{
	return 0;
}

SEC("lsm/ismaclabel")
int l_mac(word *ctx)
{
	return 0;
}

SEC("lsm/xfrm_decode_session")
int l_xfrm(word *ctx)
{
	return 0;
}

SEC("lsm/key_getsecurity")
int l_key(word *ctx)
{
	return 0;
}

SEC("lsm/inode_permission")
int l_perm(word *ctx)
{
	struct inode *i = (void *)ctx[0];
	KEEP(i->i_ino + ctx[1]);
	return 0;
}

SEC("lsm/mmap_file")
int l_mmap(word *ctx)
{
	struct file *f = (void *)ctx[0];
	KEEP(f->f_flags);
	return 0;
}

SEC("lsm/mmap_file")
int l_mmap_null(word *ctx)
{
	struct file *f = (void *)ctx[0];
	if (f) {
		KEEP(f->f_flags);
	}
	return 0;
}

SEC("lsm/socket_connect")
int l_conn(word *ctx)
{
	struct sockaddr *a = (void *)ctx[1];
	KEEP(a->sa_family);
	return 0;
}

SEC("lsm/socket_post_create")
int l_post(word *ctx)
{
	struct socket *s = (void *)ctx[0];
	KEEP(s->sk->sk_rcvbuf);
	return 0;
}

SEC("lsm/sk_free_security")
int l_skfree(word *ctx)
{
	struct sock *s = (void *)ctx[0];
	KEEP(s->sk_rcvbuf);
	return 0;
}

SEC("lsm_cgroup/socket_bind")
int lc_bind(word *ctx)
{
	return 1;
}

SEC("lsm_cgroup/socket_bind")
int lc_bind2(word *ctx)
{
	return 2;
}

SEC("lsm_cgroup/socket_bind")
int lc_bindneg(word *ctx)
{
	return -1;
}

SEC("lsm_cgroup/inet_csk_clone")
int lc_void(word *ctx)
{
	return 0;
}

SEC("lsm_cgroup/inet_csk_clone")
int lc_void1(word *ctx)
{
	return 1;
}

SEC("lsm_cgroup/sk_alloc_security")
int lc_alloc(word *ctx)
{
	bpf_set_retval(-1);
	return 1;
}

SEC("lsm_cgroup/socket_bind")
int lc_retval(word *ctx)
{
	bpf_set_retval(-1);
	KEEP(bpf_get_retval());
	return 1;
}

SEC("lsm_cgroup/inet_csk_clone")
int lc_retval_void(word *ctx)
{
	bpf_set_retval(-1);
	return 1;
}

SEC("lsm_cgroup/socket_bind")
int lc_arg3(word *ctx)
{
	KEEP(ctx[3]);
	return 1;
}

SEC("iter/task")
int it_task(struct bpf_iter__task *ctx)
{
	struct task_struct *t = ctx->task;
	if (!t)
		return 0;
	KEEP(t->pid);
	return 0;
}

SEC("iter/task")
int it_task_null(struct bpf_iter__task *ctx)
{
	KEEP(ctx->task->pid);
	return 0;
}

SEC("iter/task")
int it_seq(struct bpf_iter__task *ctx)
{
	char f[] = "x";
	bpf_seq_write(ctx->meta->seq, f, 2);
	return 1;
}

SEC("iter/task")
int it_two(struct bpf_iter__task *ctx)
{
	return 2;
}

SEC("iter.s/task")
int it_s(struct bpf_iter__task *ctx)
{
	return 0;
}

SEC("iter/bpf_map_elem")
int it_elem(struct bpf_iter__bpf_map_elem *ctx)
{
	int *k = ctx->key;
	if (k) {
		KEEP(*k);
	}
	return 0;
}

SEC("iter/tcp")
int it_tcp(struct bpf_iter__tcp *ctx)
{
	struct sock_common *s = ctx->sk_common;
	if (s) {
		KEEP(s->skc_family);
	}
	return 0;
}

SEC("lsm/file_open")
int l_context_as_file(word *ctx)
{
	bpf_put_file((struct file *)ctx);
	return 0;
}

SEC("tp_btf/sched_switch")
int tp_func_ip(word *ctx)
{
	KEEP(bpf_get_func_ip(ctx));
	return 0;
}

SEC("iter/task")
int it_func_ip(struct bpf_iter__task *ctx)
{
	KEEP(bpf_get_func_ip(ctx));
	return 0;
}

SEC("lsm/file_open")
int l_func_ip(word *ctx)
{
	KEEP(bpf_get_func_ip(ctx));
	return 0;
}

SEC("lsm_cgroup/socket_bind")
int lc_sockopt_bind(word *ctx)
{
	int value = 1;

	bpf_setsockopt((void *)ctx[0], 1, 2, &value, sizeof(value));
	return 1;
}

SEC("lsm_cgroup/inet_csk_clone")
int lc_sockopt_clone(word *ctx)
{
	int value = 1;

	bpf_setsockopt((void *)ctx[0], 1, 2, &value, sizeof(value));
	return 1;
}

char _license[] SEC("license") = "GPL";
