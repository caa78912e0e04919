; xdp
; A packet's bytes, behind a check and without one: rejected.
    r2 = *(u32 *)(r1 +0)
    r3 = *(u32 *)(r1 +4)
    r4 = r2
    r4 += 14
    if r4 > r3 goto short
    r0 = *(u8 *)(r2 +13)
    if r0 == 8 goto short
    r0 = 1
    goto end
short:
    r0 = 2
end:
    r5 = *(u16 *)(r2 +12)
    exit
