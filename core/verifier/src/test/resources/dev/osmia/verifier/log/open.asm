; socket_filter
; A loop of which nobody knows when it ends, so that what matters in it goes round.
    r6 = 0
again:
    may_goto done
    call bpf_get_prandom_u32
    if r0 == 0 goto again
    if r6 == 1 goto done
    r6 = 1
    goto again
done:
    r0 = r6
    exit
