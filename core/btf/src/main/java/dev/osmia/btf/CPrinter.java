package dev.osmia.btf;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Prints types as C with the layout that they have in BTF: padding, packed structs, bitfields and the sizes of
 * enumerations come out so that a compiler for a 64-bit target arrives at the same offsets. Names that C would let clash
 * get {@code ___2} and so on behind them.
 *
 * <p>Functions and variables are not declared, and declaration tags and attributes of types are left out. Layouts that C
 * cannot express, such as members that overlap in a struct, come out as near as C allows.
 */
public final class CPrinter {
    private static final String HEAD = """
            #ifndef __VMLINUX_H__
            #define __VMLINUX_H__

            #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
            #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
            #endif

            """;
    private static final String FOOT = """
            #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
            #pragma clang attribute pop
            #endif

            #endif
            """;

    private final Btf btf;
    private final CNames names;

    /** Gives every type of the table its name in C. */
    public CPrinter(Btf btf) {
        this.btf = btf;
        this.names = new CNames(btf);
    }

    /** All types of the table, those of its base included, as a header of its own. */
    public String header() {
        return HEAD + definitions(IntStream.range(1, btf.size()).toArray()) + FOOT;
    }

    /**
     * Definitions of the given types, after those of all types that they need.
     *
     * @throws IndexOutOfBoundsException if the table has no such id
     */
    public String definitions(int... ids) {
        COrder order = new COrder(btf, names);
        for (int id : ids) {
            order.require(id);
        }
        CWriter writer = new CWriter(btf, names);
        StringBuilder text = new StringBuilder();
        Set<String> declared = new HashSet<>();
        for (COrder.Step step : order.steps()) {
            if (step.definition()) {
                text.append(writer.definition(step.id())).append('\n');
            } else {
                String name = names.keyword(step.id()) + names.name(step.id());
                if (declared.add(name)) {
                    text.append(name).append(";\n\n");
                }
            }
        }
        IntPredicate used = references()::get;
        for (int id : ids) {
            if (isAnonymousEnumeration(id) && !used.test(id)) {
                text.append(writer.definition(id)).append('\n');
            }
        }
        return text.toString();
    }

    /**
     * A declaration of something of a type, without semicolon, such as {@code int (*table[3])(int, char)}.
     *
     * @param name what is declared; {@code ""} gives the type alone
     * @throws IllegalArgumentException if the type is none that a declaration can have, such as a data section
     */
    public String declaration(int id, String name) {
        return new CWriter(btf, names).declaration(id, name, "");
    }

    /** How the type of a definition is called in C: {@code struct task_struct}, {@code u32}. */
    public String name(int id) {
        return declaration(id, "");
    }

    private boolean isAnonymousEnumeration(int id) {
        return btf.type(id) instanceof BtfType.Enumeration && !names.named(id);
    }

    private BitSet references() {
        BitSet used = new BitSet(btf.size());
        for (int id = 1; id < btf.size(); id++) {
            targets(btf.type(id)).forEach(used::set);
        }
        return used;
    }

    private static List<Integer> targets(BtfType type) {
        return switch (type) {
            case BtfType.Reference t -> List.of(t.type());
            case BtfType.Array t -> List.of(t.type());
            case BtfType.Composite t -> t.members().stream().map(BtfType.Member::type).toList();
            case BtfType.FuncProto t -> IntStream.concat(IntStream.of(t.returnType()),
                    t.params().stream().mapToInt(BtfType.Param::type)).boxed().toList();
            default -> List.of();
        };
    }
}
