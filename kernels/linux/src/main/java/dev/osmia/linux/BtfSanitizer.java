package dev.osmia.linux;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns what compilers write into types that Linux accepts, without moving an id or a string, as libbpf does: Linux
 * knows no externs and no sections without a size, and older versions lack kinds.
 */
final class BtfSanitizer {
    private final BtfBuilder builder;
    private final Btf btf;
    private final int someInt;

    private BtfSanitizer(Btf btf) {
        this.btf = btf;
        this.builder = BtfBuilder.from(btf);
        this.someInt = builder.add(new BtfType.Int("", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
    }

    /** Replaces what no version of Linux accepts. */
    static Btf withoutExterns(Btf btf) {
        BtfSanitizer sanitizer = new BtfSanitizer(btf);
        boolean changed = false;
        for (int id = btf.firstId(); id < btf.size(); id++) {
            BtfType type = btf.type(id);
            BtfType replacement = sanitizer.withoutExtern(type);
            if (!replacement.equals(type)) {
                sanitizer.builder.replace(id, replacement);
                changed = true;
            }
        }
        return changed ? sanitizer.builder.build() : btf;
    }

    /** Replaces the kinds that came after Linux 5.0 and names that are no C identifiers. */
    static Btf withOldKindsOnly(Btf btf) {
        BtfSanitizer sanitizer = new BtfSanitizer(btf);
        for (int id = btf.firstId(); id < btf.size(); id++) {
            sanitizer.builder.replace(id, sanitizer.oldKind(btf.type(id)));
        }
        return sanitizer.builder.build();
    }

    private BtfType withoutExtern(BtfType type) {
        return switch (type) {
            case BtfType.Func(var name, _, var linkage) when linkage == BtfType.Linkage.EXTERN ->
                new BtfType.Var(name, someInt, BtfType.Linkage.GLOBAL);
            case BtfType.Var(var name, _, var linkage) when linkage == BtfType.Linkage.EXTERN ->
                new BtfType.Var(name, someInt, BtfType.Linkage.GLOBAL);
            case BtfType.DataSection section when section.size() == 0 || holdsExtern(section) -> emptyStruct();
            default -> type;
        };
    }

    private boolean holdsExtern(BtfType.DataSection section) {
        return section.entries()
                .stream()
                .map(entry -> btf.type(entry.type()))
                .anyMatch(
                        type -> type instanceof BtfType.Func
                                || type instanceof BtfType.Var variable
                                        && variable.linkage() == BtfType.Linkage.EXTERN);
    }

    private BtfType oldKind(BtfType type) {
        return switch (type) {
            case BtfType.DataSection _ -> emptyStruct();
            case BtfType.Var _,BtfType.DeclTag _ ->
                new BtfType.Int("", 4, 32, 0, BtfType.IntEncoding.UNSIGNED);
            case BtfType.Float(_, int size) -> new BtfType.Struct("", size, false, List.of());
            case BtfType.TypeTag tag -> new BtfType.Const(tag.type());
            case BtfType.Enum64(var name, int size, _, var values) -> new BtfType.Union(identifier(name), size, false,
                    members(values));
            case BtfType.Struct(var name, int size, boolean bitfields, var members) ->
                new BtfType.Struct(identifier(name), size, bitfields, members);
            case BtfType.Union(var name, int size, boolean bitfields, var members) ->
                new BtfType.Union(identifier(name), size, bitfields, members);
            case BtfType.Func(var name, int proto, var linkage) ->
                new BtfType.Func(identifier(name), proto, linkage);
            default -> type;
        };
    }

    private List<BtfType.Member> members(List<BtfType.Enumerator> values) {
        List<BtfType.Member> members = new ArrayList<>();
        values.forEach(value -> members.add(new BtfType.Member(identifier(value.name()), someInt, 0, 0)));
        return members;
    }

    private static BtfType emptyStruct() {
        return new BtfType.Struct("", 0, false, List.of());
    }

    private static String identifier(String name) {
        String valid = name.replaceAll("[^A-Za-z0-9_]", "_");
        return !valid.isEmpty() && Character.isDigit(valid.charAt(0)) ? "_" + valid : valid;
    }
}
