package dev.osmia.isa.text;

import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Register;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.text.Token.Kind;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a 64-bit immediate stands for, in the notation of {@code bpftool}: {@code map[fd:3]}, {@code map[fd:3][0]+8},
 * {@code map[idx:1]}, {@code map[idx:1]+8}, {@code subprog[+4]}; {@code btf[id:7]} and {@code btf[id:7 fd:5]} for kernel
 * variables. A known name stands before the closing bracket: {@code map[fd:3 flows]}.
 */
final class WideText {
    private static final List<String> KINDS = List.of("map", "btf", "subprog");

    private WideText() {
    }

    /** All sources but {@link WideSource#CONSTANT}. */
    static String write(LoadWide wide, int slot, SafeSymbols symbols) {
        int low = wide.low();
        int high = wide.high();
        String name = wide.source() == WideSource.FUNCTION
                ? symbols.callee(slot, slot + 1 + low)
                : symbols.reference(slot);
        String known = name == null ? "]" : " " + name + "]";
        return switch (wide.source()) {
            case CONSTANT -> throw new IllegalArgumentException("a constant stands for itself");
            case MAP_FD -> "map[fd:" + low + known;
            case MAP_VALUE -> "map[fd:" + low + known + "[0]" + signed(high);
            case MAP_INDEX -> "map[idx:" + low + known;
            case MAP_INDEX_VALUE -> "map[idx:" + low + known + signed(high);
            case BTF_ID -> "btf[id:" + low + (high == 0 ? "" : " fd:" + high) + known;
            case FUNCTION -> "subprog[" + signed(low) + (high == 0 ? "" : " high:" + high) + known;
        };
    }

    static String signed(int number) {
        return number < 0 ? Integer.toString(number) : "+" + number;
    }

    static boolean startsAt(Tokens tokens) {
        return KINDS.contains(tokens.peek().text());
    }

    /** Reads what {@link #write} prints; {@code map[flows]} and {@code btf[name]} leave the number to a linker. */
    static Pending read(Tokens tokens, Register dst) {
        String kind = tokens.take().text();
        tokens.expect("[");
        return switch (kind) {
            case "map" -> map(tokens, dst);
            case "btf" -> variable(tokens, dst);
            default -> function(tokens, dst);
        };
    }

    private static Pending map(Tokens tokens, Register dst) {
        boolean byIndex = tokens.accept("idx");
        int low = 0;
        if (byIndex || tokens.accept("fd")) {
            tokens.expect(":");
            low = tokens.immediate();
        }
        String name = nameAndBracket(tokens);
        boolean value = tokens.accept("[");
        if (value) {
            tokens.expect("0", "]");
        }
        int high = 0;
        if (tokens.peek().is("+") || tokens.peek().is("-")) {
            value = true;
            high = tokens.immediate();
        }
        WideSource source = value
                ? byIndex ? WideSource.MAP_INDEX_VALUE : WideSource.MAP_VALUE
                : byIndex ? WideSource.MAP_INDEX : WideSource.MAP_FD;
        return Pending.referring(new LoadWide(dst, source, low, high), name);
    }

    private static Pending variable(Tokens tokens, Register dst) {
        int low = keyed(tokens, "id");
        int high = keyed(tokens, "fd");
        String name = nameAndBracket(tokens);
        return Pending.referring(new LoadWide(dst, WideSource.BTF_ID, low, high), name);
    }

    private static Pending function(Tokens tokens, Register dst) {
        Target target = tokens.target();
        int high = keyed(tokens, "high");
        String name = nameAndBracket(tokens);
        return new Pending(2, (nextSlot, labels) -> new LoadWide(dst, WideSource.FUNCTION,
                target.far(nextSlot - 1, labels), high), name);
    }

    private static int keyed(Tokens tokens, String key) {
        if (!tokens.accept(key)) {
            return 0;
        }
        tokens.expect(":");
        return tokens.immediate();
    }

    private static @Nullable String nameAndBracket(Tokens tokens) {
        String name = tokens.peek().kind() == Kind.WORD ? tokens.take().text() : null;
        tokens.expect("]");
        return name;
    }
}
