package dev.osmia.object;

/**
 * A value in an instruction that depends on a type of the kernel that will run it (CO-RE).
 *
 * @param slot the instruction
 * @param typeId the type in the program's BTF that the access starts from
 * @param access the path from there, as numbers parted by colons: {@code 0:1:2}
 * @param kind what is asked, numbered as {@code enum bpf_core_relo_kind}
 */
public record CoreRelocation(int slot, int typeId, String access, int kind) {}
