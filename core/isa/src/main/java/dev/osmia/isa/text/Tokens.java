package dev.osmia.isa.text;

import dev.osmia.isa.Register;
import dev.osmia.isa.text.Token.Kind;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** A cursor over the tokens of a line, with the phrases that both dialects share. */
final class Tokens {
    static final int NO_OPCODE = -1;

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,16}");
    private static final Pattern REGISTER = Pattern.compile("[rw]([0-9]|10)");

    private final int line;
    private final List<Token> tokens;
    private final int listedOpcode;
    private int next;

    Tokens(int line, List<Token> tokens, int listedOpcode) {
        this.line = line;
        this.tokens = List.copyOf(tokens);
        this.listedOpcode = listedOpcode;
    }

    /** The opcode that stands before the instruction in a listing, or {@link #NO_OPCODE}. */
    int listedOpcode() {
        return listedOpcode;
    }

    Token peek() {
        return tokens.get(next);
    }

    private Token peek(int ahead) {
        return tokens.get(Math.min(next + ahead, tokens.size() - 1));
    }

    Token take() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    /** Takes the next token if it is that one. */
    boolean accept(String text) {
        boolean there = peek().is(text);
        if (there) {
            take();
        }
        return there;
    }

    void expect(String text) {
        if (!accept(text)) {
            throw expected("'" + text + "'");
        }
    }

    void expect(String... texts) {
        for (String text : texts) {
            expect(text);
        }
    }

    /** Takes a word, whatever it says. */
    String word(String what) {
        if (peek().kind() != Kind.WORD) {
            throw expected(what);
        }
        return take().text();
    }

    void expectEnd() {
        if (!atEnd()) {
            throw expected("the end of the line");
        }
    }

    /** Takes {@code name:} if it comes next. */
    @Nullable
    Token acceptLabel() {
        if (peek().kind() != Kind.WORD || !peek(1).is(":")) {
            return null;
        }
        Token label = take();
        expect(":");
        return label;
    }

    AssemblyException expected(String what) {
        return expected(what, peek());
    }

    AssemblyException expected(String what, Token found) {
        return new AssemblyException(line, found.column(), what, found.text(), null);
    }

    /** The exception for a word that is none of those that could stand there. */
    AssemblyException expectedOneOf(String what, Token found, Collection<String> words) {
        return new AssemblyException(line, found.column(), what, found.text(), Spelling.nearest(found.text(), words));
    }

    /** The exception for a call of a word that is none of those that could be called. */
    AssemblyException unknownCallee(String what, Token found, Collection<String> words) {
        return AssemblyException.unknownCallee(line, found.column(), what, found.text(),
                Spelling.nearest(found.text(), words));
    }

    boolean atRegister() {
        return REGISTER.matcher(peek().text()).matches();
    }

    /** Takes a register whose name begins with one of those letters ({@code r}: all 64 bits, {@code w}: the low 32). */
    Register register(String letters) {
        Token token = peek();
        if (!atRegister() || letters.indexOf(token.text().charAt(0)) < 0) {
            throw expected("a register, " + letters.charAt(0) + "0 to " + letters.charAt(0) + "10");
        }
        take();
        return Register.of(Integer.parseInt(token.text().substring(1)));
    }

    boolean atNumber() {
        return peek().kind() == Kind.NUMBER || (peek().is("-") || peek().is("+")) && peek(1).kind() == Kind.NUMBER;
    }

    /** Whether a number and {@code ll} come next. */
    boolean isWideNumber() {
        int sign = peek().kind() == Kind.NUMBER ? 0 : 1;
        return atNumber() && peek(sign + 1).is("ll");
    }

    /** A whole number of at most 64 bits, with or without a sign; hexadecimal after {@code 0x}. */
    private BigInteger number(String what, BigInteger min, BigInteger max) {
        Token first = peek();
        boolean negative = accept("-");
        if (!negative) {
            accept("+");
        }
        Token digits = peek();
        BigInteger value;
        if (DECIMAL.matcher(digits.text()).matches()) {
            value = new BigInteger(digits.text());
        } else if (HEXADECIMAL.matcher(digits.text()).matches()) {
            value = new BigInteger(digits.text().substring(2), 16);
        } else {
            throw expected(what);
        }
        value = negative ? value.negate() : value;
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw expected("%s, %s to %s".formatted(what, min, max), first);
        }
        take();
        return value;
    }

    long number(String what, long min, long max) {
        return number(what, BigInteger.valueOf(min), BigInteger.valueOf(max)).longValueExact();
    }

    /** A number of 32 bits, signed or unsigned. */
    int immediate() {
        return (int) number("a number of 32 bits", Integer.MIN_VALUE, 0xffff_ffffL);
    }

    /** A number of 64 bits, signed or unsigned. */
    long wideImmediate() {
        BigInteger max = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
        return number("a number of 64 bits", BigInteger.valueOf(Long.MIN_VALUE), max).longValue();
    }

    /** The distance in bytes from a register, with its sign, or nothing. */
    short memoryOffset() {
        if (!peek().is("+") && !peek().is("-")) {
            return 0;
        }
        return (short) number("an offset", Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /** Which module's BTF a kernel function is looked up in. */
    short moduleIndex() {
        return (short) number("the index of a module", Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /** {@code pc+3}, {@code +3} or a label. */
    Target target() {
        Token first = peek();
        if (first.is("pc") && (peek(1).is("+") || peek(1).is("-"))) {
            take();
        }
        if (peek().is("+") || peek().is("-")) {
            long distance = number("a distance in slots", Integer.MIN_VALUE, Integer.MAX_VALUE);
            return new Target(this, first, null, distance);
        }
        if (first.kind() != Kind.WORD) {
            throw expected("a label or a distance such as +1");
        }
        return new Target(this, take(), first.text(), 0);
    }
}
