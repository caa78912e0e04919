; socket_filter
; map table array 4 8 1
; Each form of instruction once.
    r6 = r1
    r0 = 0x123456789abcdef ll
    r1 = map[table][0]+4
    w2 = -7
    r3 = (s16)r2
    w3 = (s8)w2
    r2 s/= 3
    w2 s%= 5
    r2 /= 10
    w2 >>= 1
    r2 s>>= 2
    r3 = -r3
    w3 = -w3
    r0 = be32 r0
    r0 = le16 r0
    r0 = bswap64 r0
    *(u64 *)(r10 -8) = r3
    lock *(u64 *)(r10 -8) += r2
    r3 = atomic64_fetch_or((u64 *)(r10 -8), r3)
    r3 = atomic64_xchg((u64 *)(r10 -8), r3)
    r0 = atomic64_cmpxchg((u64 *)(r10 -8), r0, r2)
    *(u32 *)(r10 -8) = r3
    lock *(u32 *)(r10 -8) ^= r2
    r4 = *(s32 *)(r10 -8)
    r4 = load_acquire((u32 *)(r10 -8))
    store_release((u16 *)(r10 -8), r4)
    if w4 & 0x10 goto pc+1
    if r4 s>= -3 goto pc+0
    gotol pc+0
    may_goto pc+0
    r0 = *(u16 *)skb[12]
    r7 = 4
    r0 = *(u8 *)skb[r7 + 2]
    exit
