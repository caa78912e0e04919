#!/bin/sh
# Compiles the programs that ask for the results of kernel functions: Debian's clang-19 (1:19.1.7), libbpf-dev (1.1.2) and
# linux-libc-dev (6.1). Names are relative and the compilation folder is ".", so the same input gives the same bytes anywhere.
set -eu
cd "$(dirname "$0")"
for source in ${*:-*.bpf.c}; do
    clang-19 -O2 -g -target bpf -mcpu=v3 -Wall -Werror \
        -isystem /usr/include/x86_64-linux-gnu -fdebug-compilation-dir=. \
        -c "$source" -o "${source%.c}.o"
done
