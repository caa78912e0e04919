/**
 * BPF Type Format: the types of C programs and of the Linux kernel as a table (Linux, Documentation/bpf/btf.rst).
 *
 * <p>Bytes come in through {@link dev.osmia.btf.Btf#read(byte[])}, a type is a {@link dev.osmia.btf.BtfType}, and new
 * tables are made with {@link dev.osmia.btf.BtfBuilder}. Start reading at {@link dev.osmia.btf.Btf}.
 */
package dev.osmia.btf;
