; socket_filter
; A function that writes to its caller's stack and answers with what it was given.
    r6 = 3
    *(u64 *)(r10 -16) = r6
    r1 = r10
    r1 += -16
    r2 = r6
    call add
    r1 = *(u64 *)(r10 -16)
    if r0 != r1 goto other
    r0 = 1
    exit
other:
    r0 = 0
    exit
add:
    r0 = *(u64 *)(r1 +0)
    r0 += r2
    *(u64 *)(r1 +0) = r0
    *(u32 *)(r10 -4) = r2
    exit
