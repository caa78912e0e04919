; socket_filter
; map table array 4 64 1
; An index that is checked, and the search for where it came from, over a state that was remembered.
    *(u32 *)(r10 -4) = 0
    r2 = r10
    r2 += -4
    r1 = map[table]
    call bpf_map_lookup_elem
    if r0 == 0 goto none
    r6 = r0
    call bpf_get_prandom_u32
    r7 = r0
    if r7 > 6 goto none
    if r0 == 3 goto low
    if r0 == 4 goto low
    r7 = 1
low:
    r7 <<= 3
    r6 += r7
    *(u8 *)(r6 +0) = 1
none:
    r0 = 0
    exit
