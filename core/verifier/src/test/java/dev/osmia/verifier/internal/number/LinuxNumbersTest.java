package dev.osmia.verifier.internal.number;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What the verifier of Linux itself has printed for these operations and operands ({@code linux-numbers.tsv}). */
class LinuxNumbersTest {
    private static final Pattern OPERATION = Pattern
            .compile("(?:(SELF|SPLIT|POINTER|TO)_)?([A-Z]+?)(\\d+)?(?:/(\\d))?");

    /** One line: the operation, its operands, and what Linux printed. */
    private record Row(String operation, String left, String right, List<String> results) {
        static Row of(String line) {
            String[] columns = line.split("\t", -1);
            return new Row(
                    columns[0], columns[1], columns[2], List.of(Arrays.copyOfRange(columns, 3, columns.length)));
        }

        boolean hasRight() {
            return !right.equals("-");
        }

        String text(List<String> outcome) {
            return operation + " of " + left + " and " + right + " is " + outcome;
        }
    }

    private static Map<String, List<Row>> rowsByOperation() throws IOException {
        try (InputStream table = LinuxNumbersTest.class.getResourceAsStream("linux-numbers.tsv")) {
            assertThat(table).isNotNull();
            Map<String, List<Row>> rows = new TreeMap<>();
            new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .forEach(row -> rows.computeIfAbsent(row.operation(), _ -> new ArrayList<>())
                            .add(row));
            return rows;
        }
    }

    static List<String> operations() throws IOException {
        return List.copyOf(rowsByOperation().keySet());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operationsAndComparisonsKnowWhatLinuxKnows(String operation) throws IOException {
        List<Row> rows = rowsByOperation().getOrDefault(operation, List.of());
        assertThat(rows.stream().map(row -> row.text(results(row))))
                .isEqualTo(rows.stream().map(row -> row.text(row.results())).toList());
    }

    private static List<String> results(Row row) {
        Matcher operation = OPERATION.matcher(row.operation());
        assertThat(operation.matches()).isTrue();
        String family = operation.group(1);
        String name = operation.group(2);
        boolean is32 = "32".equals(operation.group(3));
        Scalar left = LoggedNumber.read(row.left());
        if (family == null && operation.group(4) != null) {
            int bytes = Integer.parseInt(operation.group(4));
            return written(name.equals("SEXT") ? left.signExtended(bytes, is32) : left.truncated(bytes));
        }
        return switch (family) {
            case "SELF" -> comparedToItself(Condition.valueOf(name), is32, left);
            case "SPLIT" -> split(AluOp.valueOf(name), is32, left, LoggedNumber.read(row.right()));
            case "POINTER" -> offset(name, left, LoggedNumber.read(row.right()));
            case "TO" -> inOrder(name, left, Integer.parseInt(operation.group(3)));
            case null, default -> plain(row, name, operation.group(3), left);
        };
    }

    private static List<String> plain(Row row, String name, String width, Scalar left) {
        boolean is32 = width.equals("32");
        if (!row.hasRight()) {
            return switch (name) {
                case "NEG" -> written(left.negated(is32));
                case "MOV" -> written(left.zeroExtended32());
                default -> written(left.byteSwapped(Integer.parseInt(width)));
            };
        }
        Scalar right = LoggedNumber.read(row.right());
        if (Arrays.stream(Condition.values()).anyMatch(each -> each.name().equals(name))) {
            return compared(Condition.valueOf(name), is32, left, right, row.results());
        }
        AluOp op = AluOp.valueOf(name);
        boolean splits = (op == AluOp.AND || op == AluOp.OR) && right.isConstant() && left.isMinusOneOrZero();
        return splits ? List.of("split") : written(left.apply(op, is32, right));
    }

    private static List<String> compared(
            Condition condition, boolean is32, Scalar left, Scalar right, List<String> expected) {
        Verdict verdict = Scalar.decide(condition, is32, left, right);
        if (verdict != Verdict.UNKNOWN) {
            return List.of(verdict.name());
        }
        Refined taken = Scalar.refine(condition, is32, left, right, true);
        Refined fallenThrough = Scalar.refine(condition, is32, left, right, false);
        boolean showsRight = expected.size() < 3 || !expected.get(2).equals("-");
        return List.of(
                verdict.name(),
                LoggedNumber.write(taken.left()),
                showsRight ? LoggedNumber.write(taken.right()) : "-",
                LoggedNumber.write(fallenThrough.left()),
                showsRight ? LoggedNumber.write(fallenThrough.right()) : "-");
    }

    private static List<String> comparedToItself(Condition condition, boolean is32, Scalar number) {
        Verdict verdict = Scalar.decide(condition, is32, number, number);
        return verdict != Verdict.UNKNOWN
                ? List.of(verdict.name())
                : List.of(
                        verdict.name(),
                        LoggedNumber.write(number.refinedByItself(condition, is32, true)),
                        LoggedNumber.write(number.refinedByItself(condition, is32, false)));
    }

    private static List<String> split(AluOp op, boolean is32, Scalar left, Scalar right) {
        assertThat(left.isMinusOneOrZero()).isTrue();
        Scalar zero = left.takenAs(0);
        return List.of(
                zero.isConstant() ? zero.logText() : "{" + zero.logText() + "}",
                LoggedNumber.write(left.takenAs(-1).apply(op, is32, right)));
    }

    private static List<String> offset(String name, Scalar pointer, Scalar offset) {
        Scalar moved = name.equals("ADD") ? pointer.plusOffset(offset) : pointer.minusOffset(offset);
        return written(moved.synced());
    }

    private static List<String> inOrder(String order, Scalar number, int bits) {
        return written(order.equals("LE") ? number.littleEndian(bits) : number.byteSwapped(bits));
    }

    private static List<String> written(Scalar number) {
        return List.of(LoggedNumber.write(number));
    }
}
