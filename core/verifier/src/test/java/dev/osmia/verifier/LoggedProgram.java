package dev.osmia.verifier;

import dev.osmia.abi.Helper;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Assembly;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A program in a file of its own: its type in the first line's comment, its maps in the next ones, as
 * {@code ; map NAME TYPE KEY VALUE ENTRIES}.
 */
record LoggedProgram(ProgramSpec program, Map<String, MapSpec> maps) {
    private static final String MAP = "; map ";
    private static final Symbols HELPERS = new Symbols() {
        @Override
        public OptionalInt helperId(String name) {
            return Helper.named(name).map(helper -> OptionalInt.of(helper.id())).orElse(OptionalInt.empty());
        }
    };

    static LoggedProgram of(String text) {
        List<String> lines = text.lines().toList();
        Map<String, MapSpec> maps = new HashMap<>();
        lines.stream()
                .filter(line -> line.startsWith(MAP))
                .map(line -> map(line.substring(MAP.length()).split(" ")))
                .forEach(map -> maps.put(map.name(), map));
        Assembly assembly = Assembler.assemble(text, Dialect.LINUX, HELPERS);
        Map<Integer, Reference> references = new HashMap<>();
        assembly.references().forEach((slot, name) -> {
            if (assembly.code().at(slot) instanceof LoadWide wide) {
                references.put(slot, wide.source() == WideSource.MAP_VALUE
                        ? new Reference.ToMapValue(name, wide.high())
                        : new Reference.ToMap(name));
            }
        });
        ProgramType type = ProgramType.valueOf(lines.getFirst().substring(2).toUpperCase(Locale.ROOT));
        return new LoggedProgram(ProgramSpec.of("logged", type, assembly.code(), references), maps);
    }

    private static MapSpec map(String[] words) {
        return MapSpec.of(words[0], MapType.valueOf(words[1].toUpperCase(Locale.ROOT)), Integer.parseInt(words[2]),
                Integer.parseInt(words[3]), Integer.parseInt(words[4]));
    }
}
