package dev.osmia.abi;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The prototypes of {@code helpers.txt}, read when the first one is asked for. */
final class HelperTable {
    private static final int FIXED_COLUMNS = 4;

    private final Map<Helper, HelperPrototype> common = new EnumMap<>(Helper.class);
    private final Map<Variant, HelperPrototype> variants = new HashMap<>();

    /** A helper in programs of one type, or of one type and attach type, as the table writes them. */
    private record Variant(Helper helper, String programs) {}

    private HelperTable() {
        TableText.lines("helpers.txt").forEach(this::add);
    }

    static HelperTable get() {
        return Holder.TABLE;
    }

    HelperPrototype prototype(Helper helper) {
        HelperPrototype prototype = common.get(helper);
        if (prototype == null) {
            throw new IllegalStateException("no prototype for " + helper);
        }
        return prototype;
    }

    HelperPrototype prototype(Helper helper, ProgramType program) {
        @Nullable
        HelperPrototype variant = variants.get(new Variant(helper, program.name()));
        return variant != null ? variant : prototype(helper);
    }

    HelperPrototype prototype(Helper helper, ProgramType program, AttachType attach) {
        @Nullable
        HelperPrototype variant = variants.get(new Variant(helper, program + "/" + attach));
        return variant != null ? variant : prototype(helper, program);
    }

    private void add(String line) {
        List<String> columns = TableText.words(line);
        String[] name = columns.get(1).split("@", 2);
        Helper helper = Helper.valueOf(TypeText.upperCase(name[0]));
        HelperPrototype prototype = prototype(columns);
        if (name.length == 1) {
            common.put(helper, prototype);
            return;
        }
        for (String programs : name[1].split(",", -1)) {
            variants.put(new Variant(helper, programs), prototype);
        }
    }

    private static HelperPrototype prototype(List<String> columns) {
        var properties = EnumSet.noneOf(HelperPrototype.Property.class);
        if (!columns.get(2).equals("-")) {
            for (String property : columns.get(2).split(",", -1)) {
                properties.add(HelperPrototype.Property.valueOf(TypeText.upperCase(property)));
            }
        }
        var arguments = new ArrayList<ArgumentType>();
        for (String argument : columns.subList(FIXED_COLUMNS, columns.size())) {
            arguments.add(TypeText.parse(argument).argument());
        }
        return new HelperPrototype(TypeText.parse(columns.get(3)).result(), arguments, properties);
    }

    private static final class Holder {
        private static final HelperTable TABLE = new HelperTable();
    }
}
