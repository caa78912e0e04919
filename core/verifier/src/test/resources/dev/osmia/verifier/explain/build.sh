#!/bin/sh
# Compiles the programs of this folder: NAME.bpf.c to NAME.o, with DWARF taken out.
# Needs clang and llvm 19, Linux's user headers and libbpf's.
set -eu
cd "${FOLDER:-$(dirname "$0")}"
for source in ${1:-*.bpf.c}; do
	object=${source%.bpf.c}.o
	clang-19 -O2 -g -mcpu=v3 -Wall -fdebug-compilation-dir=. -isystem "/usr/include/$(uname -m)-linux-gnu" \
		-target bpf -c "$source" -o "$object"
	llvm-strip-19 -g "$object"
done
