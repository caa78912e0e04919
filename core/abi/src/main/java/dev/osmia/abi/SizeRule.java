package dev.osmia.abi;

import java.util.List;
import java.util.Optional;

/** Which sizes, in bytes, Linux takes for the keys or the values of a map type. */
public sealed interface SizeRule {
    /** No such thing: the size must be 0. */
    SizeRule NONE = new OneOf(List.of(0));

    /** Exactly that many bytes. */
    static SizeRule exactly(int size) {
        return new OneOf(List.of(size));
    }

    /** One of two sizes. */
    static SizeRule either(int one, int other) {
        return new OneOf(List.of(one, other));
    }

    /** From 1 byte to {@code maximum}; more is {@link Errno#E2BIG}. */
    static SizeRule upTo(int maximum) {
        return new Range(1, maximum, 1, Errno.E2BIG);
    }

    /** Empty when the size will do, else the error of {@code BPF_MAP_CREATE}. The size is a 32-bit unsigned number. */
    Optional<Errno> refusal(long size);

    /** One of a few sizes. */
    record OneOf(List<Integer> sizes) implements SizeRule {
        /** Keeps a copy of the list. */
        public OneOf {
            sizes = List.copyOf(sizes);
        }

        @Override
        public Optional<Errno> refusal(long size) {
            return sizes.stream().anyMatch(allowed -> allowed == size) ? Optional.empty() : Optional.of(Errno.EINVAL);
        }

        @Override
        public String toString() {
            return String.join(" or ", sizes.stream().map(String::valueOf).toList());
        }
    }

    /**
     * A range of sizes.
     *
     * @param minimum the smallest
     * @param maximum the largest
     * @param multipleOf 1, or what every size is a multiple of
     * @param tooBig the error for more than the maximum
     */
    record Range(int minimum, int maximum, int multipleOf, Errno tooBig) implements SizeRule {
        @Override
        public Optional<Errno> refusal(long size) {
            if (size < minimum || size % multipleOf != 0) {
                return Optional.of(Errno.EINVAL);
            }
            return size <= maximum ? Optional.empty() : Optional.of(tooBig);
        }

        @Override
        public String toString() {
            return (multipleOf == 1 ? "" : "a multiple of " + multipleOf + " ") + "from " + minimum + " to " + maximum;
        }
    }
}
