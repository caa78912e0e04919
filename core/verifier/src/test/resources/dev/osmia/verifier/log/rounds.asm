; socket_filter
; A loop that ends, so that paths come to states that are known.
    r6 = 0
    r7 = r1
again:
    call bpf_get_prandom_u32
    if r0 == 0 goto next
    r8 = r0
next:
    r6 += 1
    if r6 < 4 goto again
    r0 = r6
    exit
