package dev.osmia.kernel;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.VariableSpec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The value of one extern, in the type that the object declares it with. */
final class ConfigValue {
    private static final String TRISTATE = "libbpf_tristate";

    private final ByteOrder order;
    private final VariableSpec variable;
    private final Kind kind;
    private final boolean signed;

    private enum Kind {
        BOOL, CHAR, INTEGER, TRISTATE, TEXT
    }

    /** A value that the extern's type cannot hold; the message says so. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfit(String message) {
            super(message);
        }
    }

    ConfigValue(Btf btf, ByteOrder order, VariableSpec variable) {
        this.order = order;
        this.variable = variable;
        this.kind = kind(btf, variable.typeId());
        this.signed = btf.type(btf.resolve(variable.typeId())) instanceof BtfType.Int integer && integer.signed();
    }

    private static Kind kind(Btf btf, int id) {
        return switch (btf.type(btf.resolve(id))) {
            case BtfType.Int(_, int size, _, _, var encoding) when encoding == BtfType.IntEncoding.BOOL ->
                only(size == 1, Kind.BOOL);
            case BtfType.Int(_, int size, _, _, _) ->
                size == 1 ? Kind.CHAR : only(size == 2 || size == 4 || size == 8, Kind.INTEGER);
            case BtfType.Enum(var name, int size, _, _) -> only(name.equals(TRISTATE) && size == 4, Kind.TRISTATE);
            case BtfType.Enum64(var name, _, _, _) -> only(name.equals(TRISTATE), Kind.TRISTATE);
            case BtfType.Array(int element, _, int length) ->
                only(length != 0 && kind(btf, element) == Kind.CHAR, Kind.TEXT);
            default -> only(false, Kind.INTEGER);
        };
    }

    private static Kind only(boolean supported, Kind kind) {
        if (!supported) {
            throw new Unfit("has a type that no option has, expected a bool, char, integer, enum " + TRISTATE
                    + " or array of char");
        }
        return kind;
    }

    /** The value of an option as a {@code .config} file writes it. */
    byte[] ofOption(String text) {
        char first = text.charAt(0);
        return switch (first) {
            case 'y', 'n', 'm' -> state(first);
            case '"' -> text(text);
            default -> {
                require(kind == Kind.INTEGER || kind == Kind.CHAR, text, "an integer");
                yield ofNumber(number(text));
            }
        };
    }

    private byte[] state(char state) {
        return switch (kind) {
            case BOOL -> {
                require(state != 'm', "m", "an enum " + TRISTATE);
                yield bytes(state == 'y' ? 1 : 0);
            }
            case TRISTATE -> bytes(state == 'y' ? 1 : state == 'm' ? 2 : 0);
            case CHAR -> bytes(state);
            case INTEGER, TEXT -> throw unfit(String.valueOf(state), "a bool, char or enum " + TRISTATE);
        };
    }

    /** Text without its quotes, cut off where the array ends: its last byte is zero. */
    private byte[] text(String quoted) {
        require(kind == Kind.TEXT, quoted, "an array of char");
        require(quoted.length() >= 2 && quoted.endsWith("\""), quoted, "a closing quote");
        byte[] text = quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(Arrays.copyOf(text, Math.min(text.length, variable.size() - 1)), variable.size());
    }

    private long number(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        try {
            long value;
            if (digits.startsWith("0x") || digits.startsWith("0X")) {
                value = Long.parseUnsignedLong(digits.substring(2), 16);
            } else {
                boolean octal = digits.length() > 1 && digits.startsWith("0");
                value = Long.parseUnsignedLong(digits, octal ? 8 : 10);
            }
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            Unfit unfit = unfit(text, "y, n, m, a number, or text in quotes");
            unfit.initCause(e);
            throw unfit;
        }
    }

    /** A number that is no option's: a bool takes it too. */
    byte[] ofNumber(long value) {
        require(kind == Kind.INTEGER || kind == Kind.CHAR || kind == Kind.BOOL, Long.toString(value), "an integer");
        int bits = variable.size() * Byte.SIZE;
        boolean fits = bits == Long.SIZE
                || (signed ? value >> bits - 1 == 0 || value >> bits - 1 == -1 : value >>> bits == 0);
        require(fits && (kind != Kind.BOOL || value == 0 || value == 1), Long.toUnsignedString(value),
                "a wider type");
        return bytes(value);
    }

    private byte[] bytes(long value) {
        ByteBuffer out = ByteBuffer.allocate(variable.size()).order(order);
        switch (variable.size()) {
            case 1 -> out.put((byte) value);
            case 2 -> out.putShort((short) value);
            case 4 -> out.putInt((int) value);
            default -> out.putLong(value);
        }
        return out.array();
    }

    private void require(boolean fits, String value, String wanted) {
        if (!fits) {
            throw unfit(value, wanted);
        }
    }

    private Unfit unfit(String value, String wanted) {
        return new Unfit("of " + variable.size() + " bytes cannot hold " + value + ", which needs " + wanted);
    }
}
