#!/bin/sh
# Compiles the program of this folder, and the types of made-up kernels for it: KERNEL.target.c to KERNEL.btf.
# Needs clang and llvm 19, Linux's user headers and libbpf's.
#
# KERNEL.expected is what libbpf 1.5 makes of the program for these types: the name of each program, then an instruction
# a line as its eight bytes, as bpf_program__insns has them when bpf_object__load, called on an object that was opened
# with btf_custom_path, reaches the first prog_prepare_load_fn. libbpf 1.1 makes the same.
set -eu
cd "$(dirname "$0")"

clang-19 -O2 -mcpu=v3 -g -target bpf -fdebug-compilation-dir=. -isystem "/usr/include/$(uname -m)-linux-gnu" \
	-c relocate.bpf.c -o relocate.clang19.o
llvm-strip-19 -g relocate.clang19.o
for kernel in kernel-*.target.c; do
	object=$(mktemp)
	clang-19 -O2 -g -target bpf -fdebug-compilation-dir=. -c "$kernel" -o "$object"
	llvm-objcopy-19 --dump-section=.BTF="${kernel%.target.c}.btf" "$object"
	rm "$object"
done
