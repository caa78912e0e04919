package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.Flavour;
import dev.osmia.object.TypeRef;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The types of a kernel by name.
 *
 * @param kernel its own
 * @param modules those of its modules, each a table split from the kernel's; asked for only where the kernel's are not
 *     enough
 */
public record Candidates(Btf kernel, Supplier<List<Btf>> modules) {

    /** All that a type of an object could stand for: of its kind and name, flavours aside. */
    List<TypeRef> of(Btf local, int type) {
        String name = Flavour.without(local.name(type));
        BtfKind kind = local.kind(type);
        List<TypeRef> found = in(kernel, 1, name, kind);
        if (found.isEmpty()) {
            found = new ArrayList<>();
            for (Btf module : modules.get()) {
                found.addAll(in(module, module.firstId(), name, kind));
            }
        }
        return List.copyOf(found);
    }

    private static List<TypeRef> in(Btf btf, int firstId, String name, BtfKind kind) {
        return btf.flavours(name)
                .filter(id -> id >= firstId && Compatibility.sameKind(kind, btf.kind(id)))
                .mapToObj(id -> new TypeRef(btf, id))
                .toList();
    }
}
