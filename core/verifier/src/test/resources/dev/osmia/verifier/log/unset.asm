; socket_filter
; Two ways that are safe and one on which a register was never written: level 1 shows only that one.
    call bpf_get_prandom_u32
    if r0 == 1 goto one
    if r0 == 2 goto two
    r0 = 0
    exit
one:
    r6 = 1
    goto end
two:
    r7 = 2
end:
    r0 = r6
    exit
