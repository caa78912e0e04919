package dev.osmia.abi;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One type as the prototype table writes it: {@code ptr_to_mem+uninit+write+aligned[8]}.
 *
 * @param kind the name of the kind's constant
 * @param structure the BTF structure, or empty
 * @param modifiers the modifiers, with {@code NULLABLE} for the question mark
 * @param size the fixed size in bytes, or 0
 */
record TypeText(String kind, String structure, Set<TypeModifier> modifiers, int size) {
    private static final Pattern SYNTAX = Pattern.compile("(\\w+)(?:<(\\w+)>)?((?:\\+\\w+)*)(?:\\[(\\d+)])?(\\?)?");

    static TypeText parse(String text) {
        var match = SYNTAX.matcher(text);
        if (!match.matches()) {
            throw new IllegalStateException("not a type: " + text);
        }
        var modifiers = EnumSet.noneOf(TypeModifier.class);
        for (String name : TableText.words(match.group(3).replace('+', ' '))) {
            modifiers.add(TypeModifier.valueOf(upperCase(name)));
        }
        if (match.group(5) != null) {
            modifiers.add(TypeModifier.NULLABLE);
        }
        String structure = match.group(2) == null ? "" : match.group(2);
        int size = match.group(4) == null ? 0 : Integer.parseInt(match.group(4));
        return new TypeText(upperCase(match.group(1)), structure, modifiers, size);
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
