package dev.osmia.verifier.cases;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Assembly;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.SourceLine;
import dev.osmia.object.Subprogram;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines of one case, its variables filled in. */
final class CaseReader {
    private static final Pattern KERNEL_CALL = Pattern.compile("call @(\\w+)");
    private static final Pattern TYPE = Pattern.compile("typeid\\((\\w+)\\)");
    /** An offset that a variable gives, without a sign. */
    private static final Pattern UNSIGNED_OFFSET = Pattern.compile("\\((r\\d+) (\\d+)\\)");
    private static final Pattern REPEAT = Pattern.compile("\\s*repeat (\\d+): (.*)");
    private static final Symbols HELPERS = new Symbols() {
        @Override
        public OptionalInt helperId(String name) {
            return Helper.named(name).map(helper -> OptionalInt.of(helper.id())).orElse(OptionalInt.empty());
        }
    };

    private static final String NAME = "test";

    private final String name;
    private final Map<String, MapSpec> maps = new LinkedHashMap<>();
    private final Map<String, String> functions = new LinkedHashMap<>();
    private final Map<Integer, Long> rawByMark = new HashMap<>();
    private final List<String> kernelCalls = new ArrayList<>();
    private final List<SourceLine> lines = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Settings program = Settings.of("program socket_filter");
    private boolean hasTypes;
    private boolean isStrict;

    CaseReader(String name) {
        this.name = name;
    }

    void add(String line) {
        String word = line.strip().split(" ", 2)[0];
        switch (word) {
            case "#", "with" -> {
            }
            case "program" -> program = Settings.of(line);
            case "map" -> {
                MapSpec map = MapText.read(Settings.of(line), maps);
                maps.put(map.name(), map);
            }
            case "function" -> functions.put(line.split(" ", -1)[1], line.split(" ", -1)[2]);
            case "line" -> {
                Settings words = Settings.of(line);
                lines.add(new SourceLine(words.number(1), words.number(3), words.number(2), "", "", 1, 1));
            }
            case "types" -> hasTypes = true;
            case "strict" -> isStrict = true;
            case "repeat" -> repeat(line);
            case "lookup" -> text.append(lookup(line.strip().split(" ", -1)[1]));
            default -> code(line);
        }
    }

    private void repeat(String line) {
        Matcher repeat = REPEAT.matcher(line);
        if (!repeat.matches()) {
            throw new IllegalArgumentException("expected 'repeat N: LINE': " + line);
        }
        for (int index = 0; index < Integer.parseInt(repeat.group(1)); index++) {
            add(repeat.group(2).replace("$i", Integer.toString(index)));
        }
    }

    /** The value of a map's first element; the program ends where there is none. */
    private static String lookup(String map) {
        return """
                *(u64 *)(r10 -8) = 0
                r2 = r10
                r2 += -8
                r1 = map[%s]
                call bpf_map_lookup_elem
                if r0 != 0 goto +2
                r0 = 0
                exit
                """.formatted(map);
    }

    private void code(String line) {
        if (line.contains(" | ")) {
            for (String part : line.split(" \\| ", -1)) {
                code(part);
            }
            return;
        }
        int at = line.indexOf("raw ");
        if (at >= 0) {
            text.append(line, 0, at).append("raw_").append(rawByMark.size()).append(": r0 = 0\n");
            rawByMark.put(rawByMark.size(), slot(line.substring(at).strip().split(" +", -1)));
            return;
        }
        String signed = UNSIGNED_OFFSET.matcher(line).replaceAll("($1 +$2)");
        String numbered = KERNEL_CALL.matcher(signed).replaceAll(call -> {
            kernelCalls.add(call.group(1));
            return "call kernel-function#" + (kernelCalls.size() - 1);
        });
        text.append(TYPE.matcher(numbered).replaceAll(type -> Integer.toString(Types.id(type.group(1))))).append('\n');
    }

    private static long slot(String[] words) {
        return Integer.parseInt(words[1], 16) | Long.parseLong(words[2]) << 8 | Long.parseLong(words[3]) << 12
                | (Long.parseLong(words[4]) & 0xffff) << 16 | Long.decode(words[5]) << 32;
    }

    VerdictCase read(@Nullable Answer answer) {
        Assembly assembly = Assembler.assemble(text.toString(), Dialect.LINUX, HELPERS);
        if (program.word(1).equals("struct_ops") && program.get("target") != null) {
            MapSpec table = MapText.functions(program.get("target", ""), NAME);
            maps.put(table.name(), table);
        }
        List<Subprogram> subprograms = functions.entrySet()
                .stream()
                .map(function -> new Subprogram(slot(assembly, function.getKey()), function.getValue(),
                        Types.id(function.getValue())))
                .sorted(Comparator.comparingInt(Subprogram::slot))
                .toList();
        String attach = program.get("attach");
        int flags = 0;
        for (String flag : program.list("flags")) {
            flags |= ProgramFlag.valueOf(flag.toUpperCase(Locale.ROOT)).value();
        }
        ProgramSpec spec = new ProgramSpec(NAME, "", ProgramType.valueOf(program.word(1).toUpperCase(Locale.ROOT)),
                attach == null ? null : AttachType.valueOf(attach.toUpperCase(Locale.ROOT)), program.get("target", ""),
                flags, true, program.get("license", "GPL"), 0, assembly.code(), references(assembly), subprograms,
                hasTypes || !functions.isEmpty() ? Types.ALL : null, lines, List.of());
        Map<Integer, Long> raw = new HashMap<>();
        rawByMark.forEach((mark, slot) -> raw.put(slot(assembly, "raw_" + mark), slot));
        return new VerdictCase(name, spec, raw, maps, isStrict, answer);
    }

    private static int slot(Assembly assembly, String label) {
        return label.equals("main") ? 0 : Objects.requireNonNull(assembly.labels().get(label), label);
    }

    private SortedMap<Integer, Reference> references(Assembly assembly) {
        SortedMap<Integer, Reference> references = new TreeMap<>();
        for (Code.Placed placed : assembly.code()) {
            String named = assembly.references().get(placed.slot());
            if (placed.instruction() instanceof Instruction.CallKfunc call) {
                references.put(placed.slot(), new Reference.ToKernelFunction(kernelCalls.get(call.btfId()), true));
            } else if (named != null && placed.instruction() instanceof Instruction.LoadWide wide) {
                if (wide.source() == WideSource.MAP_VALUE) {
                    references.put(placed.slot(), new Reference.ToMapValue(named, wide.high()));
                } else if (wide.source() == WideSource.MAP_FD) {
                    references.put(placed.slot(), new Reference.ToMap(named));
                } else if (wide.source() == WideSource.BTF_ID) {
                    references.put(placed.slot(), new Reference.ToKernelFunction(named, false));
                }
            }
        }
        return references;
    }
}
