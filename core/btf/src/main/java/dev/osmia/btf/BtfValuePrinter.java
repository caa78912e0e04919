package dev.osmia.btf;

import dev.osmia.btf.BtfType.IntEncoding;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Writes a value on one line. */
final class BtfValuePrinter {
    private final StringBuilder out = new StringBuilder();

    private BtfValuePrinter() {
    }

    static String print(BtfValue value) {
        BtfValuePrinter printer = new BtfValuePrinter();
        printer.append(value);
        return printer.out.toString();
    }

    private void append(BtfValue value) {
        switch (value) {
            case BtfValue.Number v -> out.append(number(v));
            case BtfValue.Real v -> out.append(v.value());
            case BtfValue.CharString v -> appendQuoted(v.text());
            case BtfValue.Struct v -> {
                out.append('{');
                separated(v.fields(), field -> {
                    if (!field.name().isEmpty()) {
                        out.append('.').append(field.name()).append(" = ");
                    }
                    append(field.value());
                });
                out.append('}');
            }
            case BtfValue.Array v -> {
                out.append('[');
                separated(v.elements(), this::append);
                out.append(']');
            }
            case BtfValue.Enumerator v -> out.append(v.name().isEmpty() ? Long.toString(v.value()) : v.name());
            case BtfValue.Pointer v -> out.append("0x").append(Long.toHexString(v.address()));
            case BtfValue.Bytes v -> {
                out.append('[');
                String separator = "";
                for (byte b : v.content()) {
                    out.append(separator).append("0x").append(Integer.toHexString(b & 0xff));
                    separator = ", ";
                }
                out.append(']');
            }
        }
    }

    private static String number(BtfValue.Number number) {
        if (number.encoding() == IntEncoding.BOOL && (number.value() == 0 || number.value() == 1)) {
            return Boolean.toString(number.value() == 1);
        }
        return number.encoding().isSigned()
                ? Long.toString(number.value())
                : Long.toUnsignedString(number.value());
    }

    private void appendQuoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                out.append("\\x").append(Character.forDigit(c >> 4 & 0xf, 16)).append(Character.forDigit(c & 0xf, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private <T> void separated(List<T> items, Consumer<T> item) {
        for (Iterator<T> i = items.iterator(); i.hasNext();) {
            item.accept(i.next());
            if (i.hasNext()) {
                out.append(", ");
            }
        }
    }
}
