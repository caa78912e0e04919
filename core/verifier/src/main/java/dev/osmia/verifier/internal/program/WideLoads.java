package dev.osmia.verifier.internal.program;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.btf.BtfKind;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.types.KernelTypes;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;

/** Looks over all slots: opcodes that there are, and what wide loads stand for ({@code resolve_pseudo_ldimm64}). */
public final class WideLoads {
    private static final int MAP_BY_INDEX = 5;
    private static final int VALUE_BY_INDEX = 6;
    private static final int MOST_MAPS = 64;
    private static final long MOST_OFFSET = 1L << 29;
    /** An arena's entries are pages. */
    private static final long PAGE = 4096;

    private final Program program;
    private final Set<MapInfo> maps = new LinkedHashSet<>();

    private WideLoads(Program program) {
        this.program = program;
    }

    /**
     * Checks all slots.
     *
     * @return whether the program has an arena
     * @throws Rejection at the first one that is malformed, or whose map the program may not have
     */
    public static boolean check(Program program) {
        WideLoads loads = new WideLoads(program);
        for (int slot = 0; slot < program.length(); slot++) {
            Insn insn = program.insn(slot);
            boolean isLoad = insn.mode() == Insn.MEM || insn.mode() == Insn.MEMSX;
            if (insn.family() == Insn.LDX && (!isLoad || insn.imm() != 0)) {
                throw refuse("BPF_LDX uses reserved fields");
            }
            if (insn.isWide()) {
                loads.check(slot, insn);
                slot++;
            } else if (!Opcodes.isKnown(insn.code())) {
                throw refuse("unknown opcode " + String.format("%02x", insn.code()));
            }
        }
        return loads.maps.stream().anyMatch(map -> map.type() == MapType.ARENA);
    }

    private static Rejection refuse(String message) {
        return new Rejection(Errno.EINVAL, message);
    }

    private void check(int slot, Insn insn) {
        Insn second = slot + 1 < program.length() ? program.insn(slot + 1) : null;
        if (second == null || second.code() != 0 || second.dst() != 0 || second.src() != 0 || second.off() != 0) {
            throw refuse("invalid bpf_ld_imm64 insn");
        }
        switch (insn.src()) {
            case 0, Insn.PSEUDO_FUNC -> {
            }
            case Insn.PSEUDO_KERNEL_VARIABLE -> checkVariable(insn, second);
            case Insn.PSEUDO_MAP -> {
                if (second.imm() != 0) {
                    throw refuse("unrecognized bpf_ld_imm64 insn");
                }
                use(program.mapAt(slot), insn);
            }
            case Insn.PSEUDO_MAP_VALUE -> checkValue(use(program.mapAt(slot), insn), second.imm());
            case MAP_BY_INDEX, VALUE_BY_INDEX -> {
                if (insn.src() == MAP_BY_INDEX && second.imm() != 0) {
                    throw refuse("unrecognized bpf_ld_imm64 insn");
                }
                throw new Rejection(Errno.EPROTO, "fd_idx without fd_array is invalid");
            }
            default -> throw refuse("unrecognized bpf_ld_imm64 insn");
        }
    }

    private void checkVariable(Insn insn, Insn second) {
        KernelTypes kernel = program.kernel();
        if (second.imm() != 0) {
            throw refuse("invalid module BTF object FD specified.");
        }
        int id = insn.imm();
        if (id < 0 || id >= kernel.kernel().size()) {
            throw new Rejection(Errno.ENOENT, "ldimm64 insn specifies invalid btf_id " + id + ".");
        }
        BtfKind kind = kernel.kernel().kind(id);
        if (kind != BtfKind.VAR && kind != BtfKind.FUNC) {
            throw refuse("pseudo btf_id " + id + " in ldimm64 isn't KIND_VAR or KIND_FUNC");
        }
        if (!program.hasSymbol(kernel.kernel().name(id))) {
            throw new Rejection(Errno.ENOENT, "ldimm64 failed to find the address for kernel symbol '"
                    + kernel.kernel().name(id) + "'.");
        }
    }

    private MapInfo use(@Nullable MapInfo map, Insn insn) {
        if (map == null) {
            throw new Rejection(Errno.EBADF, "fd " + insn.imm() + " is not pointing to valid bpf_map");
        }
        if (!maps.contains(map)) {
            if (maps.size() >= MOST_MAPS) {
                throw new Rejection(Errno.E2BIG,
                        "The total number of maps per program has reached the limit of " + MOST_MAPS);
            }
            MapPermissions.check(program, map, maps);
            maps.add(map);
        }
        return map;
    }

    private static void checkValue(MapInfo map, int offset) {
        String unsignedOffset = Integer.toUnsignedString(offset);
        if (Integer.toUnsignedLong(offset) >= MOST_OFFSET) {
            throw refuse("direct value offset of " + unsignedOffset + " is not allowed");
        }
        if (map.type() != MapType.ARRAY && map.type() != MapType.ARENA) {
            throw refuse("no direct value access support for this map type");
        }
        boolean isArena = map.type() == MapType.ARENA;
        boolean isInside = isArena
                ? offset <= map.maxEntries() * PAGE
                : map.maxEntries() == 1 && Integer.compareUnsigned(offset, map.valueSize()) < 0;
        if (!isInside) {
            throw new Rejection(isArena ? Errno.ERANGE : map.maxEntries() == 1 ? Errno.EINVAL : Errno.ENOTSUPP,
                    "invalid access to map value pointer, value_size=" + map.valueSize() + " off=" + unsignedOffset);
        }
    }
}
