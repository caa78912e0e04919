package dev.osmia.cli.show;

import java.util.ArrayList;
import java.util.List;

/** A value as it will be printed, in text or as JSON. */
public sealed interface Shown {

    /** A number that may be added up. */
    record Count(long value, boolean signed) implements Shown {
        @Override
        public String toString() {
            return signed ? Long.toString(value) : Long.toUnsignedString(value);
        }
    }

    /** Everything else that is one word: a name, an address, a port. JSON has it without quotes if it is a number. */
    record Label(String text, boolean number) implements Shown {
        @Override
        public String toString() {
            return text;
        }
    }

    /** A named part. */
    record Part(String name, Shown value) {}

    /** Named parts in order; an anonymous struct or union has the name {@code ""}. */
    record Parts(List<Part> parts) implements Shown {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("{");
            for (Part part : parts) {
                text.append(text.length() == 1 ? "" : ", ");
                text.append(part.name()).append(part.name().isEmpty() ? "" : " ").append(part.value());
            }
            return text.append('}').toString();
        }
    }

    /** Elements in order. */
    record Items(List<Shown> items) implements Shown {
        @Override
        public String toString() {
            return items.toString();
        }
    }

    /** A word in text and in JSON. */
    static Label word(String text) {
        return new Label(text, false);
    }

    /** A number that is a name: adding it up makes no sense. */
    static Label number(long value) {
        return new Label(Long.toUnsignedString(value), true);
    }

    /** The parts as columns: those of structs inside carry the struct's name before their own. */
    static List<Part> columns(Shown shown, String name) {
        List<Part> columns = new ArrayList<>();
        flatten(shown, name, "", columns);
        return columns;
    }

    private static void flatten(Shown shown, String name, String prefix, List<Part> to) {
        if (shown instanceof Parts(var parts) && !parts.isEmpty()) {
            for (Part part : parts) {
                String full = part.name().isEmpty() ? prefix : prefix + part.name();
                boolean nested = part.value() instanceof Parts;
                flatten(part.value(), full, nested && !part.name().isEmpty() ? full + "." : prefix, to);
            }
        } else {
            to.add(new Part(name, shown));
        }
    }

    /** The sum of two values of one type: counts are added, of everything else the first that says something is kept. */
    static Shown sum(Shown one, Shown other) {
        return switch (one) {
            case Count(var value, var signed) when other instanceof Count(var more, var _) ->
                new Count(value + more, signed);
            case Parts(var parts) when other instanceof Parts(var more) && more.size() == parts.size() -> {
                List<Part> sums = new ArrayList<>();
                for (int i = 0; i < parts.size(); i++) {
                    sums.add(new Part(parts.get(i).name(), sum(parts.get(i).value(), more.get(i).value())));
                }
                yield new Parts(sums);
            }
            case Items(var items) when other instanceof Items(var more) && more.size() == items.size() -> {
                List<Shown> sums = new ArrayList<>();
                for (int i = 0; i < items.size(); i++) {
                    sums.add(sum(items.get(i), more.get(i)));
                }
                yield new Items(sums);
            }
            default -> isNothing(one) ? other : one;
        };
    }

    /** Whether it is what zeros look like. */
    static boolean isNothing(Shown shown) {
        return switch (shown) {
            case Count(var value, var _) -> value == 0;
            case Label(var text, var _) -> text.isEmpty() || text.chars().allMatch(c -> "0x.:[], ".indexOf(c) >= 0);
            case Parts(var parts) -> parts.stream().allMatch(part -> isNothing(part.value()));
            case Items(var items) -> items.stream().allMatch(Shown::isNothing);
        };
    }
}
