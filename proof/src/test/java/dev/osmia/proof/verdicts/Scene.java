package dev.osmia.proof.verdicts;

import dev.osmia.isa.Register;

import java.util.Arrays;

/** What the writer of a random program knows to be in registers and in its stack, at one place of the program. */
final class Scene {
    /** Most words of a frame. */
    static final int WORDS = 64;
    static final Held NOTHING = new Held(Sort.NOTHING, 0, 0, 0);
    static final Held NUMBER = new Held(Sort.NUMBER, 0, 0, -1);

    private final Held[] registers;
    /** What lies in words of the frame, the highest first; null for data. */
    private final Held[] words;

    /** Sorts of values. */
    enum Sort {
        NOTHING, NUMBER, CONTEXT, STACK, FRAME, MEMORY, NULLABLE, PACKET, PACKET_END
    }

    /**
     * A value.
     *
     * @param size bytes behind the base of memory or of a part of a caller's frame; of the packet those that were compared
     *     with its end; of what points to the own frame to how many bytes it is aligned
     * @param least smallest number, or offset from the base
     * @param most largest number, -1 for any; or offset
     */
    record Held(Sort sort, int size, long least, long most) {
        static Held number(long most) {
            return new Held(Sort.NUMBER, 0, 0, most);
        }

        static Held stack(int offset) {
            return new Held(Sort.STACK, Math.floorMod(offset, 8) == 0 ? 8 : 1, offset, offset);
        }

        static Held memory(int size, int offset) {
            return new Held(Sort.MEMORY, size, offset, offset);
        }

        static Held frame(int size) {
            return new Held(Sort.FRAME, size, 0, 0);
        }

        static Held packet(int size) {
            return new Held(Sort.PACKET, size, 0, 0);
        }

        boolean is(Sort other) {
            return sort == other;
        }

        Held moved(long from, long to) {
            return new Held(sort, size, least + from, most + to);
        }

        Held sized(int bytes) {
            return new Held(sort, bytes, least, most);
        }

        /** Whether it is a number that is at most another one. */
        boolean isUpTo(long limit) {
            return sort == Sort.NUMBER && most >= 0 && most <= limit;
        }

        Held or(Held other) {
            if (equals(other)) {
                return this;
            }
            if (sort != other.sort) {
                return NOTHING;
            }
            return switch (sort) {
                case NUMBER -> most < 0 || other.most < 0 ? NUMBER : number(Math.max(most, other.most));
                case STACK, FRAME, MEMORY, PACKET ->
                    new Held(sort, Math.min(size, other.size), Math.min(least, other.least),
                            Math.max(most, other.most));
                default -> NOTHING;
            };
        }
    }

    private Scene(Held[] registers, Held[] words) {
        this.registers = registers;
        this.words = words;
    }

    static Scene empty() {
        Held[] registers = new Held[11];
        Arrays.fill(registers, NOTHING);
        registers[10] = Held.stack(0);
        Held[] words = new Held[WORDS];
        Arrays.fill(words, NUMBER);
        return new Scene(registers, words);
    }

    Scene copy() {
        return new Scene(registers.clone(), words.clone());
    }

    Held get(Register register) {
        return registers[register.number()];
    }

    void set(Register register, Held held) {
        registers[register.number()] = held;
    }

    /** The word of the frame that ends at a negative offset plus eight. */
    Held word(int offset) {
        return words[-offset / 8 - 1];
    }

    void setWord(int offset, Held held) {
        words[-offset / 8 - 1] = held;
    }

    /** Data was written somewhere between two offsets. */
    void overwrite(long from, long to) {
        for (int word = 0; word < WORDS; word++) {
            if (from < -8L * word && to > -8L * (word + 1)) {
                words[word] = NUMBER;
            }
        }
    }

    /** What holds where two paths meet. */
    Scene or(Scene other) {
        Scene both = copy();
        for (int at = 0; at < registers.length; at++) {
            both.registers[at] = registers[at].or(other.registers[at]);
        }
        for (int at = 0; at < words.length; at++) {
            both.words[at] = words[at].or(other.words[at]);
        }
        return both;
    }
}
