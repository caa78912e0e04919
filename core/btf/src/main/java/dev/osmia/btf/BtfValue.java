package dev.osmia.btf;

import dev.osmia.btf.BtfType.IntEncoding;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A value with its type, as {@link BtfCodec} decodes it. {@code toString} gives it on one line in the manner of the
 * kernel's {@code bpf_snprintf_btf}: <code>{.port = 80, .comm = "init"}</code>.
 */
@SuppressWarnings("AvoidCommonTypeNames") // a number is a Number
public sealed interface BtfValue {

    /** Id of the type, modifiers and typedefs included; members of a struct have those that it declares. */
    int type();

    /** An integer of at most 64 bits, sign-extended or zero-extended by its encoding. */
    record Number(int type, long value, IntEncoding encoding) implements BtfValue {
        @Override
        public String toString() {
            return BtfValuePrinter.print(this);
        }
    }

    /** A floating-point number of 4 or 8 bytes. */
    record Real(int type, double value) implements BtfValue {
        @Override
        public String toString() {
            return BtfValuePrinter.print(this);
        }
    }

    /** An array of {@code char} up to its first zero, if that is UTF-8; what follows the zero is not kept. */
    record CharString(int type, String text) implements BtfValue {
        @Override
        public String toString() {
            return BtfValuePrinter.print(this);
        }
    }

    /** A member and its value; an anonymous struct or union has the name {@code ""}. */
    record Field(String name, BtfValue value) {}

    /**
     * A struct with its members in the order of declaration, or a union with all of its views. To be encoded it may lack
     * members, whose bytes are then zero, and a union should have one.
     */
    record Struct(int type, List<Field> fields) implements BtfValue {
        /** Keeps a copy of the fields. */
        public Struct {
            fields = List.copyOf(fields);
        }

        /** The value of a member, also of one in an anonymous struct or union. */
        public Optional<BtfValue> field(String name) {
            for (Field field : fields) {
                if (field.name().equals(name)) {
                    return Optional.of(field.value());
                }
                if (field.name().isEmpty() && field.value() instanceof Struct inner) {
                    Optional<BtfValue> found = inner.field(name);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return BtfValuePrinter.print(this);
        }
    }

    /** An array; one of several dimensions has arrays as elements. */
    record Array(int type, List<BtfValue> elements) implements BtfValue {
        /** Keeps a copy of the elements. */
        public Array {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return BtfValuePrinter.print(this);
        }
    }

    /** A value of an enumeration; {@code ""} names one that it does not define. */
    record Enumerator(int type, String name, long value) implements BtfValue {
        @Override
        public String toString() {
            return BtfValuePrinter.print(this);
        }
    }

    /** A pointer: the address as it is. */
    record Pointer(int type, long address) implements BtfValue {
        @Override
        public String toString() {
            return BtfValuePrinter.print(this);
        }
    }

    /** Bytes in memory order: arrays of 8-bit integers, numbers of more than 64 bits, text that is not UTF-8. */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
    record Bytes(int type, byte[] content) implements BtfValue {
        /** Keeps a copy. */
        public Bytes {
            content = content.clone();
        }

        /** A copy. */
        @Override
        public byte[] content() {
            return content.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && type == that.type && Arrays.equals(content, that.content);
        }

        @Override
        public int hashCode() {
            return 31 * type + Arrays.hashCode(content);
        }

        @Override
        public String toString() {
            return BtfValuePrinter.print(this);
        }
    }
}
