; socket_filter
; The same state again.
    r0 = 0
again:
    r0 ^= 1
    if r0 != 7 goto again
    exit
