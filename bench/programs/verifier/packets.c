// Headers with others within, of lengths that only the packet knows: tags, addresses of both kinds, options.
#include "stress.h"
#include <bpf/bpf_endian.h>
struct cursor { u8* at; u8* end; };
#define TAGS 2
#define OPTIONS 4
#define HEADERS 3
static inline __attribute__((always_inline)) int options(struct cursor* cursor, u32 length) {
    u32 found = 0;
    u32 used = 0;
    for (u32 round = 0; round < OPTIONS && used < length; round++) {
        if (cursor->at + 1 > cursor->end) return -1;
        u8 kind = cursor->at[0];
        if (kind == 0) break;
        if (kind == 1) { cursor->at++; used++; continue; }
        if (cursor->at + 2 > cursor->end) return -1;
        u8 size = cursor->at[1];
        if (size < 2 || size > 40) return -1;
        if (kind == 8 && size == 10) {
            if (cursor->at + 10 > cursor->end) return -1;
            found += cursor->at[5];
        }
        cursor->at += size;
        used += size;
    }
    return found;
}
SEC("xdp") int packets(struct xdp_md* ctx) {
    struct cursor cursor = {(u8*)(long)ctx->data, (u8*)(long)ctx->data_end};
    if (cursor.at + 14 > cursor.end) return XDP_PASS;
    u16 kind = *(u16*)(cursor.at + 12);
    cursor.at += 14;
    for (u32 tag = 0; tag < TAGS && (kind == bpf_htons(0x8100) || kind == bpf_htons(0x88a8)); tag++) {
        if (cursor.at + 4 > cursor.end) return XDP_PASS;
        kind = *(u16*)(cursor.at + 2);
        cursor.at += 4;
    }
    u8 next;
    if (kind == bpf_htons(0x0800)) {
        if (cursor.at + 20 > cursor.end) return XDP_PASS;
        u32 size = (cursor.at[0] & 15) * 4;
        if (size < 20) return XDP_DROP;
        next = cursor.at[9];
        cursor.at += 20;
        if (options(&cursor, size - 20) < 0) return XDP_DROP;
    } else if (kind == bpf_htons(0x86dd)) {
        if (cursor.at + 40 > cursor.end) return XDP_PASS;
        next = cursor.at[6];
        cursor.at += 40;
        for (u32 header = 0; header < HEADERS && (next == 0 || next == 43 || next == 60); header++) {
            if (cursor.at + 8 > cursor.end) return XDP_PASS;
            next = cursor.at[0];
            u32 size = 8 + (cursor.at[1] & 15) * 8;
            cursor.at += size;
        }
    } else {
        return XDP_PASS;
    }
    if (next != 6) return XDP_PASS;
    if (cursor.at + 20 > cursor.end) return XDP_PASS;
    u32 size = (cursor.at[12] >> 4) * 4;
    if (size < 20) return XDP_DROP;
    cursor.at += 20;
    int found = options(&cursor, size - 20);
    return found < 0 ? XDP_DROP : found > 7 ? XDP_TX : XDP_PASS;
}
LICENSE;
