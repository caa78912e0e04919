package dev.osmia.cli.run;

import dev.osmia.cli.show.Ink;
import dev.osmia.cli.show.Shown;
import dev.osmia.cli.show.Shown.Part;
import dev.osmia.cli.show.Table;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Prints an outcome for people. */
final class TextReport {
    private static final int LONGEST_CELL = 60;

    private final PrintStream out;
    private final boolean colour;
    private final RunOptions options;

    TextReport(PrintStream out, boolean colour, RunOptions options) {
        this.out = out;
        this.colour = colour;
        this.options = options;
    }

    void print(Outcome outcome) {
        trace(outcome);
        verdicts(outcome);
        outcome.tallies().forEach(this::context);
        outcome.maps().forEach(this::map);
        outcome.references().forEach(this::references);
        outcome.events().forEach(this::events);
        variables("variables", outcome.variables());
        out.println();
        out.println(summary(outcome));
    }

    private void trace(Outcome outcome) {
        for (Outcome.TraceLine line : outcome.trace()) {
            String packet = options.capture() == null ? "" : "packet " + line.packet() + ": ";
            out.println(Ink.DIM.on(colour, packet) + line.text());
        }
        if (!outcome.trace().isEmpty()) {
            out.println();
        }
    }

    private void verdicts(Outcome outcome) {
        Table table = new Table(List.of("program", "type", "verdict", "count"), new boolean[]{false, false, false,
                true});
        for (Tally tally : outcome.tallies()) {
            String name = tally.program().name();
            String type = tally.program().type().shortName();
            tally.verdicts().forEach((verdict, count) -> table.row(List.of(name, type, verdict, grouped(count))));
            if (tally.refused() > 0) {
                table.row(List.of(name, type, "(refused)", grouped(tally.refused())));
            }
        }
        table.print(out, colour, "");
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        outcome.left().forEach((name, reason) -> byReason.computeIfAbsent(reason, _ -> new ArrayList<>()).add(name));
        byReason.forEach((reason, names) -> out.println(
                Ink.DIM.on(colour, "not run: " + String.join(", ", names) + " (" + reason + ")")));
    }

    private void context(Tally tally) {
        if (tally.hasContext()) {
            variables("context of " + tally.program().name() + " afterwards",
                    Shown.columns(tally.context(), "bytes"));
        }
    }

    private void heading(String text, String more) {
        out.println();
        out.println(Ink.GREEN.on(colour, text) + Ink.DIM.on(colour, more));
    }

    private void map(MapRows rows) {
        MapSpec map = rows.map();
        int size = rows.entries().size();
        heading(map.name(), " (" + map.type().shortName() + ", " + grouped(size) + " of "
                + grouped(Integer.toUnsignedLong(map.maxEntries())) + (size == 0 ? ")" : "):"));
        if (size == 0) {
            return;
        }
        List<Row> all = rows.entries()
                .stream()
                .map(entry -> new Row(Shown.columns(entry.key(), rows.keyName()),
                        Shown.columns(entry.value(), rows.valueName())))
                .toList();
        rows(all, options.limit(), size, true);
    }

    private void events(Events events) {
        heading(events.map().name(), " (ringbuf, " + grouped(events.count()) + (events.count() == 1
                ? " event"
                : " events") + (events.count() == 0 ? ")" : "):"));
        List<Row> all = events.events()
                .stream()
                .map(event -> new Row(options.capture() == null
                        ? List.of()
                        : List.of(new Part("packet", Shown.number(event.packet()))),
                        Shown.columns(event.content(), "event")))
                .toList();
        if (!all.isEmpty()) {
            rows(all, options.limit(), events.count(), false);
        }
    }

    private void references(MapSpec map) {
        if (map.contents() instanceof MapContents.Names(var names)) {
            heading(map.name(), " (" + map.type().shortName() + ", as the object fills it):");
            Table table = new Table(List.of("key", "holds"), new boolean[]{true, false});
            names.forEach((key, name) -> table.row(List.of(Integer.toString(key), name)));
            table.print(out, colour, "");
        }
    }

    /** A line of a table before it is laid out. */
    private record Row(List<Part> keys, List<Part> values) {
        List<Part> all() {
            List<Part> all = new ArrayList<>(keys);
            all.addAll(values);
            return all;
        }
    }

    private void rows(List<Row> rows, int limit, long count, boolean added) {
        Set<String> hidden = padding(rows);
        List<String> headers = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        for (Part part : rows.getFirst().all()) {
            if (!hidden.contains(part.name())) {
                headers.add(part.name());
                right.add(part.value() instanceof Shown.Count || part.value() instanceof Shown.Label(var _, var number)
                        && number);
            }
        }
        boolean[] alignment = new boolean[right.size()];
        for (int i = 0; i < alignment.length; i++) {
            alignment[i] = right.get(i);
        }
        Table table = new Table(headers, alignment);
        int shown = limit == 0 ? rows.size() : Math.min(limit, rows.size());
        for (Row row : rows.subList(0, shown)) {
            List<String> cells = new ArrayList<>();
            row.keys()
                    .stream()
                    .filter(part -> !hidden.contains(part.name()))
                    .forEach(
                            part -> cells.add(cell(part.value(), false)));
            row.values()
                    .stream()
                    .filter(part -> !hidden.contains(part.name()))
                    .forEach(
                            part -> cells.add(cell(part.value(), added)));
            table.row(cells);
        }
        if (added && rows.size() > 1) {
            total(rows, hidden, table);
        }
        long more = count - shown;
        table.print(out, colour, more == 0 ? "" : "… " + grouped(more) + " more; --limit 0 shows all");
    }

    private static void total(List<Row> rows, Set<String> hidden, Table table) {
        List<String> cells = new ArrayList<>();
        boolean any = false;
        rows.getFirst()
                .keys()
                .stream()
                .filter(part -> !hidden.contains(part.name()))
                .forEach(
                        part -> cells.add(cells.isEmpty() ? "total" : ""));
        List<Part> first = rows.getFirst().values();
        for (int i = 0; i < first.size(); i++) {
            if (hidden.contains(first.get(i).name())) {
                continue;
            }
            Shown sum = first.get(i).value();
            for (Row row : rows.subList(1, rows.size())) {
                sum = Shown.sum(sum, row.values().get(i).value());
            }
            any |= sum instanceof Shown.Count;
            cells.add(sum instanceof Shown.Count ? cell(sum, true) : "");
        }
        if (any) {
            table.total(cells);
        }
    }

    /** Columns that are only there to fill a struct up. */
    private static Set<String> padding(List<Row> rows) {
        Set<String> hidden = new LinkedHashSet<>();
        for (Part part : rows.getFirst().all()) {
            if (part.name().toLowerCase(Locale.ROOT).matches("(.*\\.)?_*(pad|padding|reserved|unused)_?\\d*")) {
                hidden.add(part.name());
            }
        }
        for (Row row : rows) {
            row.all()
                    .stream()
                    .filter(part -> !Shown.isNothing(part.value()))
                    .forEach(
                            part -> hidden.remove(part.name()));
        }
        return hidden;
    }

    private void variables(String title, List<Part> variables) {
        if (variables.isEmpty()) {
            return;
        }
        heading(title, ":");
        Table table = new Table(List.of("name", "value"), new boolean[]{false, false});
        variables.forEach(variable -> table.row(List.of(variable.name(), cell(variable.value(), true))));
        table.print(out, colour, "");
    }

    private static String cell(Shown value, boolean grouped) {
        String text = grouped && value instanceof Shown.Count(var count, var signed) && (signed || count >= 0)
                ? grouped(count)
                : value.toString();
        return text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL - 1) + "…";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private String summary(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        long runs = outcome.tallies().stream().mapToLong(Tally::runs).sum();
        if (options.capture() != null) {
            text.append(grouped(outcome.packets()))
                    .append(" packets, ")
                    .append(grouped(outcome.bytes()))
                    .append(" bytes");
            if (outcome.written() >= 0) {
                text.append(", ").append(grouped(outcome.written())).append(" kept in ").append(options.kept());
            }
            text.append(": ");
        }
        double seconds = outcome.nanos() / 1e9;
        text.append(String.format(Locale.ROOT, "%.3f s on the %s kernel", seconds, outcome.kernel()));
        if (options.capture() != null && seconds > 0) {
            text.append(String.format(Locale.ROOT, ", %,.0f packets/s", runs / seconds));
        }
        if (options.repeat() > 1) {
            for (Tally tally : outcome.tallies()) {
                text.append(String.format(Locale.ROOT, "%n%s: %,.0f ns a run, %,d runs a packet",
                        tally.program().name(), tally.nanos(), options.repeat()));
            }
        }
        return text.toString();
    }
}
