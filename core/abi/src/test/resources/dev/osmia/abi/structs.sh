#!/bin/sh
# Prints the named fields of the structures that programs get as context: structure, its size, field, offset in bytes.
# Fields inside unnamed unions are missing. Usage: structs.sh > FILE
echo "# Linux $(uname -r) on $(uname -m): structs.sh, that is: bpftool btf dump file /sys/kernel/btf/vmlinux"
bpftool btf dump file /sys/kernel/btf/vmlinux | awk '
  /^\[/ { struct = ""; if ($2 == "STRUCT") { split($0, part, "\x27"); struct = part[2]; split($0, size, /size=| vlen/) } }
  /^\t/ && struct ~ /^(xdp_md|__sk_buff|bpf_sock|bpf_sock_addr|bpf_sock_ops|sk_msg_md|bpf_cgroup_dev_ctx|bpf_sysctl|bpf_sockopt|sk_reuseport_md|bpf_sk_lookup|bpf_perf_event_data|pt_regs|bpf_nf_ctx|bpf_flow_keys)$/ {
    split($0, part, "\x27"); split($0, bits, "bits_offset=")
    if (part[2] != "(anon)") print struct, size[2], part[2], bits[2] / 8 }'
