#!/bin/sh
# Compiles each program to an object beside its source, as ../build.sh does.
set -eu
cd "$(dirname "$0")"
for source in ${*:-*.c}; do
    clang-19 -O2 -g -target bpf -mcpu=v3 -Wno-pass-failed \
        -isystem /usr/include/x86_64-linux-gnu -fdebug-compilation-dir=. \
        -c "$source" -o "${source%.c}.bpf.o"
done
