package dev.osmia.cli.show;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows under headers, each column as wide as it needs to be. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> headers;
    private final boolean[] right;
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> total = List.of();

    /** A table with headers; a column whose flag is set is aligned to the right. */
    public Table(List<String> headers, boolean[] right) {
        this.headers = List.copyOf(headers);
        this.right = right.clone();
    }

    /** Adds a row with a cell for each header. */
    public void row(List<String> cells) {
        rows.add(cells.stream().map(Table::printable).toList());
    }

    /** Sets the last line. */
    public void total(List<String> cells) {
        total = List.copyOf(cells);
    }

    private static String printable(String cell) {
        StringBuilder text = new StringBuilder(cell.length());
        cell.chars().forEach(c -> text.append(Character.isISOControl(c) ? '.' : (char) c));
        return text.toString();
    }

    /** Prints the table, and between rows and total a remark unless it is empty. */
    public void print(PrintStream out, boolean colour, String remark) {
        int[] widths = new int[headers.size()];
        measure(widths, headers);
        rows.forEach(row -> measure(widths, row));
        measure(widths, total);
        out.println(Ink.BOLD.on(colour, line(widths, headers)));
        rows.forEach(row -> out.println(line(widths, row)));
        if (!remark.isEmpty()) {
            out.println(Ink.DIM.on(colour, remark));
        }
        if (!total.isEmpty()) {
            out.println(Ink.BOLD.on(colour, line(widths, total)));
        }
    }

    private static void measure(int[] widths, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    private String line(int[] widths, List<String> cells) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            text.append(i == 0 ? "" : GAP);
            text.append(right[i] ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return text.toString().stripTrailing();
    }
}
