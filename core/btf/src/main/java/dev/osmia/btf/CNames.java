package dev.osmia.btf;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names that types get in C, where tags (struct, union, enum) are one namespace and typedefs and enumerators another.
 * The second holder of a name gets {@code ___2} behind it, which CO-RE ignores; what is no identifier is made one.
 */
final class CNames {
    private static final Set<String> RESERVED = Set.of("auto", "break", "case", "char", "const", "continue", "default",
            "do", "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
            "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "typeof",
            "union",
            "unsigned", "void", "volatile", "while", "_Bool", "_Complex", "_Alignas", "_Alignof", "_Atomic", "_Generic",
            "_Noreturn", "_Static_assert", "_Thread_local", "asm", "__int128", "__int128_t", "__uint128_t",
            "__builtin_va_list", "_Float16", "__bf16");

    private final Btf btf;
    private final @Nullable String[] names;
    private final Map<String, Integer> tags = new HashMap<>();
    private final Map<String, Integer> identifiers = new HashMap<>();
    private final Map<Integer, String[]> enumerators = new HashMap<>();

    CNames(Btf btf) {
        this.btf = btf;
        this.names = new String[btf.size()];
        Map<String, String> composites = new HashMap<>();
        for (int id = 1; id < btf.size(); id++) {
            if (btf.kind(id).isComposite() && !btf.name(id).isEmpty()) {
                String name = unique(tags, btf.name(id));
                names[id] = name;
                composites.putIfAbsent(keyword(id) + btf.name(id), name);
            }
        }
        Set<String> declared = new HashSet<>();
        for (int id = 1; id < btf.size(); id++) {
            switch (btf.kind(id)) {
                case FWD -> {
                    String known = composites.get(keyword(id) + btf.name(id));
                    names[id] = known != null ? known : forward(declared, composites, id);
                }
                case ENUM, ENUM64 -> nameEnumeration(id);
                case TYPEDEF -> names[id] = unique(identifiers, btf.name(id));
                default -> {
                }
            }
        }
    }

    private String forward(Set<String> declared, Map<String, String> composites, int id) {
        String name = unique(tags, btf.name(id));
        if (declared.add(keyword(id) + btf.name(id))) {
            composites.put(keyword(id) + btf.name(id), name);
        }
        return name;
    }

    private void nameEnumeration(int id) {
        if (!btf.name(id).isEmpty()) {
            names[id] = unique(tags, btf.name(id));
        }
        BtfType.Enumeration type = (BtfType.Enumeration) btf.type(id);
        String[] values = new String[type.values().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = unique(identifiers, type.values().get(i).name());
        }
        enumerators.put(id, values);
    }

    /** The tag or typedef name of a type that has one. */
    String name(int id) {
        String name = names[id];
        return name == null ? identifier(btf.name(id)) : name;
    }

    /** Whether a type is referred to by a name; else its definition is written in its place. */
    boolean named(int id) {
        return names[id] != null;
    }

    String enumerator(int id, int index) {
        String[] values = enumerators.get(id);
        if (values == null) {
            throw new IllegalArgumentException("type " + id + " is no enumeration");
        }
        return values[index];
    }

    /** {@code struct}, {@code union} or {@code enum}. */
    String keyword(int id) {
        return switch (btf.kind(id)) {
            case STRUCT -> "struct ";
            case UNION -> "union ";
            case FWD -> ((BtfType.Fwd) btf.type(id)).union() ? "union " : "struct ";
            default -> "enum ";
        };
    }

    private static String unique(Map<String, Integer> taken, String name) {
        String identifier = identifier(name);
        int count = taken.merge(identifier, 1, Integer::sum);
        if (count == 1) {
            return identifier;
        }
        String numbered = identifier + "___" + count;
        return taken.containsKey(numbered) ? unique(taken, numbered) : numbered(taken, numbered);
    }

    private static String numbered(Map<String, Integer> taken, String name) {
        taken.put(name, 1);
        return name;
    }

    /** The name itself wherever C allows it. */
    static String identifier(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            text.append(letter || i > 0 && c >= '0' && c <= '9' ? c : '_');
        }
        return RESERVED.contains(name) ? text.append("___2").toString() : text.toString();
    }
}
