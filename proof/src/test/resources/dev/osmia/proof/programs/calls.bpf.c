// Tail calls inside functions: what is called there returns to the function's caller. Compiled with
//   clang-19 -g -O2 -target bpf -mcpu=v3 -isystem /usr/include/x86_64-linux-gnu -fdebug-compilation-dir=. -c calls.bpf.c -o calls.bpf.o
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

int seven(struct __sk_buff *skb);
int deeper(struct __sk_buff *skb);

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 3);
    __uint(key_size, sizeof(int));
    __array(values, int(void *));
} programs SEC(".maps") = {
    .values = {(void *)&seven, (void *)&deeper},
};

int rounds = 0;

// Else the compiler would take what stands behind a tail call for all that the function returns.
static __always_inline int hidden(int number) {
    barrier_var(number);
    return number;
}

static __noinline int to_seven(struct __sk_buff *skb) {
    bpf_tail_call_static(skb, &programs, 0);
    return hidden(1);
}

static __noinline int to_deeper(struct __sk_buff *skb) {
    bpf_tail_call_static(skb, &programs, 1);
    return hidden(2);
}

static __noinline int to_nothing(struct __sk_buff *skb) {
    bpf_tail_call_static(skb, &programs, 2);
    return hidden(3);
}

SEC("tc")
int seven(struct __sk_buff *skb) {
    rounds++;
    return 7;
}

// What it returns, with what seven returned, is what to_deeper's caller gets.
SEC("tc")
int deeper(struct __sk_buff *skb) {
    rounds += 10;
    return 20 + to_seven(skb);
}

SEC("tc")
int whether(struct __sk_buff *skb) {
    int r = to_seven(skb);
    return 100 + (r != 0);
}

SEC("tc")
int what(struct __sk_buff *skb) {
    return 100 + to_seven(skb);
}

SEC("tc")
int nested(struct __sk_buff *skb) {
    return 1000 + to_deeper(skb);
}

SEC("tc")
int nowhere(struct __sk_buff *skb) {
    return 200 + to_nothing(skb);
}

// A function that is called before and after, whose caller's registers and stack must be as they were.
SEC("tc")
int keeps(struct __sk_buff *skb) {
    int before[8];
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        before[i] = skb->len + i;
        barrier_var(before[i]);
    }
    int a = to_seven(skb), b = to_deeper(skb), c = to_nothing(skb);
    for (int i = 0; i < 8; i++) {
        sum += before[i];
    }
    return sum * 1000 + a * 100 + b * 10 + c;
}

char _license[] SEC("license") = "GPL";
