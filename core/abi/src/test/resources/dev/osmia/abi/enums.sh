#!/bin/sh
# Prints every constant of the running kernel's bpf enums: its enum (an anonymous one by its first constant), its name,
# its value. Usage: enums.sh > FILE
echo "# Linux $(uname -r): enums.sh, that is: bpftool btf dump file /sys/kernel/btf/vmlinux format c"
bpftool btf dump file /sys/kernel/btf/vmlinux format c | awk '
  /^enum / { inside = 1; name = $2 == "{" ? "" : $2 }
  /^}/ { inside = 0 }
  inside && $2 == "=" { if (name == "") name = $1; value = $3; sub(/(ULL)?,$/, "", value)
    if ($1 ~ /^(BPF|__BPF|__MAX_BPF|XDP|TC|TCX)_/ || name ~ /^(xdp_action|bpf_)/) print name, $1, value }' |
  grep -E '^(bpf_(prog_type|attach_type|map_type|cmd|func_id|link_type|adj_room_mode)|xdp_action|tcx_action_base|BPF_ANY|BPF_F_NO_PREALLOC|BPF_F_INGRESS|BPF_F_ADJ_ROOM_FIXED_GSO|BPF_ADJ_ROOM_ENCAP_L2_MASK|BPF_F_RECOMPUTE_CSUM|BPF_F_HDR_FIELD_MASK|BPF_F_PSEUDO_HDR|BPF_CSUM_LEVEL_QUERY|BPF_RB_[A-Z_]*|BPF_RINGBUF_BUSY_BIT|BPF_F_INDEX_MASK|BPF_F_SKIP_FIELD_MASK|BPF_F_TUNINFO_IPV6|BPF_F_ZERO_CSUM_TX|BPF_F_TUNINFO_FLAGS|BPF_F_TIMER_ABS|BPF_FIB_LOOKUP_DIRECT|BPF_FIB_LKUP_RET_SUCCESS) '
