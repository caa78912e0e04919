; socket_filter
; map events ringbuf 0 0 4096
; Memory that has to be given back, and is only on one of two ways.
    r1 = map[events]
    r2 = 16
    r3 = 0
    call bpf_ringbuf_reserve
    if r0 == 0 goto none
    r6 = r0
    *(u64 *)(r6 +8) = 1
    call bpf_get_prandom_u32
    if r0 s< 0 goto none
    r1 = r6
    r2 = 0
    call bpf_ringbuf_submit
none:
    r0 = 0
    exit
