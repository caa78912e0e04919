; socket_filter
; What lies on the stack: numbers, parts of numbers, zeros, pointers, and bytes of which nothing is known.
    call bpf_get_prandom_u32
    *(u64 *)(r10 -8) = r0
    *(u32 *)(r10 -16) = r0
    *(u8 *)(r10 -17) = 0
    *(u64 *)(r10 -32) = r10
    *(u16 *)(r10 -40) = -2
    r1 = *(u32 *)(r10 -8)
    r2 = *(u8 *)(r10 -17)
    r3 = *(u64 *)(r10 -32)
    r4 = *(u64 *)(r10 -40)
    r1 &= 8
    r1 += -32
    r5 = r10
    r5 += r1
    *(u8 *)(r5 +0) = 1
    r0 = 0
    exit
