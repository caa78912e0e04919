package dev.osmia.verifier.internal.explain;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the C expression around a column of a line. */
final class Expression {
    private static final String CASTS = "(?:\\(\\s*(?:const |volatile |struct |unsigned |signed )*\\w+[\\s*]*\\)\\s*)*";
    /** A variable, and on its way to a name that follows nothing but casts. */
    private static final Pattern ASSIGNED = Pattern.compile("(?:^|[\\s*(,])(\\w+)\\s*=\\s*" + CASTS + "$");
    /** A variable, and on its way to an operator that follows one operand. */
    private static final Pattern COMPUTED = Pattern.compile("(?:^|[\\s*(,])(\\w+)\\s*=\\s*" + CASTS + "[\\w.>-]+\\s*$");
    /** An addition of one operand, to the end of the statement. */
    private static final Pattern OPERAND = Pattern
            .compile("\\+\\s*" + CASTS + "\\w+(?:(?:->|\\.)\\w+|\\[[^\\]]*]|\\([^()]*\\))*\\s*;.*");

    private Expression() {
    }

    /**
     * The expression that a name in a line belongs to, with what it is a member of and what is in brackets behind it; the
     * whole statement if there is no name at the column.
     */
    static String at(String line, int column) {
        if (isPrefix(line, column)) {
            int operand = operand(line, column);
            return operand < 0 ? statement(line) : line.substring(column, operand);
        }
        if (column < 0 || column >= line.length() || !Character.isJavaIdentifierStart(line.charAt(column))) {
            return statement(line);
        }
        int start = start(line, column);
        int end = suffixes(line, nameEnd(line, column), start == column);
        String text = line.substring(start, end);
        return text.equals("return") || text.equals("if") || text.startsWith("if(") || text.equals("for")
                || text.equals("while") ? statement(line) : text;
    }

    /**
     * The variable that a line gives the value of an expression that begins at a column, with nothing but casts between;
     * null if it does no such thing.
     */
    static @Nullable String assigned(String line, int column) {
        if (column < 0 || column >= line.length()) {
            return null;
        }
        boolean isName = Character.isJavaIdentifierStart(line.charAt(column));
        int start = isName ? start(line, column) : column;
        Matcher before = (isName ? ASSIGNED : COMPUTED).matcher(line.substring(0, start));
        if (!before.find()) {
            return null;
        }
        String rest = line.substring(isName ? suffixes(line, nameEnd(line, start), true) : start);
        boolean isAll = isName ? rest.startsWith(";") || rest.startsWith(",") : OPERAND.matcher(rest).matches();
        return isAll ? before.group(1) : null;
    }

    /** The arguments of a call that begins a text, as they stand there; empty if it is no such call or goes on elsewhere. */
    static List<String> arguments(String text, String callee) {
        int open = callee.length();
        int close = text.startsWith(callee + "(") ? close(text, open) : -1;
        if (close < 0) {
            return List.of();
        }
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int from = open + 1;
        for (int at = from; at <= close; at++) {
            char character = text.charAt(at);
            if (at == close || depth == 0 && character == ',') {
                arguments.add(text.substring(from, at).strip());
                from = at + 1;
            }
            depth += "[(".indexOf(character) >= 0 ? 1 : "])".indexOf(character) >= 0 ? -1 : 0;
        }
        return arguments;
    }

    /** Whether an operator or a bracket at a column begins an expression. */
    private static boolean isPrefix(String line, int column) {
        if (column < 0 || column >= line.length() || "*&(".indexOf(line.charAt(column)) < 0) {
            return false;
        }
        String before = line.substring(0, column).strip();
        return !before.isEmpty() && "=(,{&|?:+-<>!".indexOf(before.charAt(before.length() - 1)) >= 0
                || before.endsWith("return");
    }

    /** The end of what a prefix operator is applied to; -1 if it is not on the line. */
    private static int operand(String line, int column) {
        int at = column;
        while (at < line.length()) {
            char character = line.charAt(at);
            if (Character.isJavaIdentifierStart(character)) {
                return suffixes(line, nameEnd(line, at), true);
            }
            int close = character == '(' ? close(line, at) : -1;
            if (character == '(' && close < 0) {
                return -1;
            }
            int next = close + 1;
            while (close >= 0 && next + 1 < line.length() && line.charAt(next) == ' '
                    && Character.isJavaIdentifierStart(line.charAt(next + 1))) {
                next++;
            }
            if (close >= 0 && (next >= line.length() || !isOperand(line.charAt(next)))) {
                return suffixes(line, next, true);
            }
            at = close >= 0 ? next : at + 1;
        }
        return -1;
    }

    private static boolean isOperand(char character) {
        return Character.isJavaIdentifierStart(character) || "(*&".indexOf(character) >= 0;
    }

    /** Goes on over brackets, and over members if the column is where the whole expression begins. */
    private static int suffixes(String line, int from, boolean withMembers) {
        int end = from;
        while (end < line.length()) {
            int close = "[(".indexOf(line.charAt(end)) >= 0 ? close(line, end) : -1;
            int member = line.startsWith("->", end) ? end + 2 : line.charAt(end) == '.' ? end + 1 : line.length();
            if (close >= 0) {
                end = close + 1;
            } else if (withMembers && member < line.length() && isName(line.charAt(member))) {
                end = nameEnd(line, member);
            } else {
                return end;
            }
        }
        return end;
    }

    private static int nameEnd(String line, int from) {
        int end = from;
        while (end < line.length() && isName(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isName(char character) {
        return Character.isJavaIdentifierPart(character);
    }

    /** Goes back over names, dots, arrows and brackets that are closed. */
    private static int start(String line, int column) {
        int start = column;
        while (start > 0 && isName(line.charAt(start - 1))) {
            start--;
        }
        while (true) {
            int before = line.startsWith("->", start - 2)
                    ? start - 2
                    : start > 0 && line.charAt(start - 1) == '.' ? start - 1 : -1;
            if (before < 0) {
                return start;
            }
            while (before > 0 && ")]".indexOf(line.charAt(before - 1)) >= 0) {
                int open = open(line, before - 1);
                if (open < 0) {
                    return start;
                }
                before = open;
            }
            while (before > 0 && isName(line.charAt(before - 1))) {
                before--;
            }
            start = before;
        }
    }

    private static int close(String line, int open) {
        int depth = 0;
        for (int at = open; at < line.length(); at++) {
            char character = line.charAt(at);
            depth += "[(".indexOf(character) >= 0 ? 1 : "])".indexOf(character) >= 0 ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        return -1;
    }

    private static int open(String line, int close) {
        int depth = 0;
        for (int at = close; at >= 0; at--) {
            char character = line.charAt(at);
            depth += "])".indexOf(character) >= 0 ? 1 : "[(".indexOf(character) >= 0 ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        return -1;
    }

    private static String statement(String line) {
        String text = line.strip();
        while (text.endsWith(";") || text.endsWith("{")) {
            text = text.substring(0, text.length() - 1).strip();
        }
        return text.isEmpty() ? line.strip() : text;
    }
}
