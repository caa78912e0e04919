package dev.osmia.isa.text;

import dev.osmia.isa.text.Token.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts one line into tokens; both dialects share the cut. */
final class Lexer {
    /** What a listing puts before an instruction: its slot and its opcode. */
    private static final Pattern PREFIX = Pattern.compile("\\s*(?:\\d++:)?\\s*(?:\\((?<opcode>[0-9a-fA-F]{2})\\))?");
    /** A {@code #} that touches the word before it belongs to a call, as in {@code name#1}. */
    private static final Pattern BLANK = Pattern.compile("\\s++|;.*+|//.*+|(?<!\\S)#.*+");
    private static final Pattern TOKEN = Pattern.compile("""
            (?<symbol>s(?:>>=|[/%]=|[<>]=?)|<<=|>>=|[-+*/|&%^=!<>]=|[-+*=<>&()\\[\\],#%:@!])\
            |(?<number>[0-9][0-9A-Za-z_]*+)\
            |(?<word>kernel-function|[A-Za-z_.$][A-Za-z0-9_.$]*+)""");

    private Lexer() {
    }

    /**
     * Cuts a line.
     *
     * @param number of the line, from 1
     */
    static Tokens cut(int number, String line) {
        Matcher prefix = PREFIX.matcher(line);
        int position = prefix.lookingAt() ? prefix.end() : 0;
        Matcher blank = BLANK.matcher(line).useTransparentBounds(true);
        Matcher token = TOKEN.matcher(line);
        List<Token> tokens = new ArrayList<>();
        while (position < line.length()) {
            if (blank.region(position, line.length()).lookingAt()) {
                position = blank.end();
            } else if (token.region(position, line.length()).lookingAt()) {
                tokens.add(new Token(kind(token), token.group(), position + 1));
                position = token.end();
            } else {
                String bad = new StringBuilder().appendCodePoint(line.codePointAt(position)).toString();
                throw new AssemblyException(number, position + 1, "an instruction", bad, null);
            }
        }
        tokens.add(new Token(Kind.END, "", line.length() + 1));
        String opcode = prefix.hasMatch() ? prefix.group("opcode") : null;
        return new Tokens(number, tokens, opcode == null ? Tokens.NO_OPCODE : Integer.parseInt(opcode, 16));
    }

    private static Kind kind(Matcher token) {
        if (token.group("word") != null) {
            return Kind.WORD;
        }
        return token.group("number") != null ? Kind.NUMBER : Kind.SYMBOL;
    }
}
