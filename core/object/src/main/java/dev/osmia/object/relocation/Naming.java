package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;

import java.util.Locale;

/** Types as messages call them. */
final class Naming {
    private Naming() {
    }

    static String of(Btf btf, int type) {
        BtfKind kind = btf.kind(type);
        String word = switch (btf.type(type)) {
            case BtfType.Void _ -> "";
            case BtfType.Int _,BtfType.Float _ -> "type";
            case BtfType.Fwd fwd -> fwd.union() ? "union" : "struct";
            case BtfType.Enumeration _ -> "enum";
            case BtfType.Ptr _ -> "a pointer";
            case BtfType.Array _ -> "an array";
            case BtfType.FuncProto _ -> "a function";
            default -> kind.name().toLowerCase(Locale.ROOT);
        };
        String name = btf.name(type);
        if (!name.isEmpty()) {
            return word.isEmpty() ? name : word + " " + name;
        }
        return word.startsWith("a") ? word : word + " without a name";
    }

    /** An access as C writes it: {@code .sk.addr[3]}. */
    static String steps(Path path) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < path.steps().size(); i++) {
            Accessor step = path.steps().get(i);
            if (!step.isElement()) {
                text.append(text.isEmpty() ? "" : ".").append(step.name());
            } else if (i > 0 || step.index() > 0) {
                text.append('[').append(step.index()).append(']');
            }
        }
        return text.toString();
    }
}
