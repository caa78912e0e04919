package dev.osmia.abi;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One type as the prototype table writes it: {@code ptr_to_mem+uninit+write+aligned[8]}.
 *
 * @param kind the name of the kind's constant
 * @param structure the BTF structure, or empty
 * @param modifiers the modifiers, with {@code NULLABLE} for the question mark
 * @param size the fixed size in bytes, or 0
 */
record TypeText(String kind, String structure, Set<TypeModifier> modifiers, int size) {
    static TypeText parse(String text) {
        var modifiers = EnumSet.noneOf(TypeModifier.class);
        int end = text.length();
        if (text.charAt(end - 1) == '?') {
            modifiers.add(TypeModifier.NULLABLE);
            end--;
        }
        int size = 0;
        int bracket = text.indexOf('[');
        if (bracket >= 0) {
            size = Integer.parseInt(text, bracket + 1, end - 1, 10);
            end = bracket;
        }
        List<String> parts = TableText.split(text.substring(0, end), '+');
        for (String name : parts.subList(1, parts.size())) {
            modifiers.add(TypeModifier.valueOf(upperCase(name)));
        }
        String kind = parts.getFirst();
        int angle = kind.indexOf('<');
        return angle < 0
                ? new TypeText(upperCase(kind), "", modifiers, size)
                : new TypeText(upperCase(kind.substring(0, angle)), kind.substring(angle + 1, kind.length() - 1),
                        modifiers,
                        size);
    }

    /**
     * A prototype.
     *
     * @param properties joined by commas, or {@code -}
     * @param types the result's, then the arguments'
     */
    static HelperPrototype prototype(String properties, List<String> types) {
        var all = EnumSet.noneOf(HelperPrototype.Property.class);
        if (!properties.equals("-")) {
            for (String property : TableText.split(properties, ',')) {
                all.add(HelperPrototype.Property.valueOf(upperCase(property)));
            }
        }
        var arguments = new ArrayList<ArgumentType>();
        for (String argument : types.subList(1, types.size())) {
            arguments.add(parse(argument).argument());
        }
        return new HelperPrototype(parse(types.getFirst()).result(), arguments, all);
    }

    ArgumentType argument() {
        return new ArgumentType(ArgumentKind.valueOf(kind), structure, modifiers, size);
    }

    ReturnType result() {
        return new ReturnType(ReturnKind.valueOf(kind), structure, modifiers);
    }

    static String upperCase(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
