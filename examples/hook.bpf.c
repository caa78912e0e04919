/*
 * A program for a hook that Linux does not have: whether a user of some server may do one thing more, decided by what
 * the user has spent. A host written in Java gives the hook its name, hands over the request and obeys the answer.
 *
 *     ./osmia disasm examples/hook.bpf.o
 *
 * The hook's contract is this file's BTF: the context is a struct request that the program may read, and the answer is
 * DENY or ALLOW.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct request {
	__u32 user;
	__u32 size; /* bytes */
	__u64 cost; /* what it costs at least, in the host's units */
};

enum answer {
	DENY,
	ALLOW,
};

struct account {
	__u64 spent;
	__u32 allowed;
	__u32 denied;
};

const volatile __u64 budget = 1000;       /* what a user may spend */
const volatile __u64 cost_per_kib = 2;    /* on top of the cost of the request */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct account);
} accounts SEC(".maps");

SEC("osmia/quota")
int quota(struct request *request)
{
	__u32 user = request->user;
	__u64 cost = request->cost + (__u64)request->size * cost_per_kib / 1024;
	struct account *account = bpf_map_lookup_elem(&accounts, &user);

	if (!account) {
		struct account fresh = {};

		bpf_map_update_elem(&accounts, &user, &fresh, BPF_NOEXIST);
		account = bpf_map_lookup_elem(&accounts, &user);
		if (!account)
			return DENY;
	}
	/* Spent first and given back if it was too much: two requests at once never overdraw together. */
	__u64 before = __sync_fetch_and_add(&account->spent, cost);
	if (cost > budget || before > budget - cost) {
		__sync_fetch_and_add(&account->spent, -cost);
		__sync_fetch_and_add(&account->denied, 1);
		return DENY;
	}
	__sync_fetch_and_add(&account->allowed, 1);
	return ALLOW;
}

char _license[] SEC("license") = "Dual MIT/GPL";
