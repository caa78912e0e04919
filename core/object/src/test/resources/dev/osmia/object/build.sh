#!/bin/sh
# Compiles the fixtures of this folder: NAME.bpf.c to NAME.clangVERSION.o, with DWARF taken out.
# Needs clang and llvm of these versions, gcc-bpf 12, Linux's user headers and libbpf's.
set -eu
cd "$(dirname "$0")"
headers="-isystem /usr/include/$(uname -m)-linux-gnu"

# compile VERSION SOURCE OBJECT FLAG...
compile() {
	version=$1 source=$2 object=$3
	shift 3
	"clang-$version" -O2 -mcpu=v3 -fdebug-compilation-dir=. $headers "$@" -c "$source" -o "$object"
	"llvm-strip-$version" -g "$object"
}

for version in 14 16 19; do
	for name in maps data calls externs core structops pointers kconfig indirect; do
		compile $version $name.bpf.c $name.clang$version.o -g -target bpf
	done
	compile $version legacy.bpf.c legacy.clang$version.o -target bpf
done
for name in maps data calls structops; do
	compile 19 $name.bpf.c $name.bigendian.o -g -target bpfeb
done
compile 19 legacy.bpf.c legacy.bigendian.o -target bpfeb
compile 19 pointers.bpf.c pointers-used.clang19.o -g -target bpf -DUSED
compile 19 kconfig.bpf.c kconfig-strong.clang19.o -g -target bpf -DSTRONG
compile 19 legacy-loaders.bpf.c legacy-loaders.clang19.o -target bpf
compile 14 legacy-unknown-field.bpf.c legacy-unknown-field.clang14.o -target bpf
for name in appended arena; do
	compile 19 $name.bpf.c $name.clang19.o -g -target bpf
done
compile 19 hidden.bpf.c hidden.clang19.o -g -target bpf
compile 19 calls.bpf.c calls-nobtf.clang19.o -target bpf
# GCC 12 and the binutils that come with it, which write the folder down that they are told
PWD=/proc/self/cwd bpf-gcc -O2 -gbtf -c tails.bpf.c -o tails.gcc12.o
