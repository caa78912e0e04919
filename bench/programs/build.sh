#!/bin/sh
# Compiles every benchmark as an XDP program to an object beside its source. The objects are checked in; this is how they
# were made: Debian's clang-19 (1:19.1.7), libbpf-dev (1.1.2) and linux-libc-dev (6.1).
# Names are relative and the compilation folder is ".", so the same input gives the same bytes anywhere.
set -eu
cd "$(dirname "$0")"
for source in ${*:-*.c}; do
    clang-19 -O2 -g -target bpf -mcpu=v3 -DMODE_KERNEL \
        -isystem /usr/include/x86_64-linux-gnu -fdebug-compilation-dir=. \
        -c "$source" -o "${source%.c}.bpf.o"
done
