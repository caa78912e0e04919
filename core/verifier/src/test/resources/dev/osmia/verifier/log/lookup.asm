; socket_filter
; map counts hash 8 16 4
; A value that may not be there, and what is known of it on either way.
    *(u64 *)(r10 -8) = 7
    r2 = r10
    r2 += -8
    r1 = map[counts]
    call bpf_map_lookup_elem
    if r0 == 0 goto none
    r1 = *(u64 *)(r0 +8)
    r1 += 1
    *(u64 *)(r0 +8) = r1
none:
    r0 = 0
    exit
