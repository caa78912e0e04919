package dev.osmia.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The prototypes of {@code helpers.txt}. A line is taken apart when its prototype is asked for first. */
final class HelperTable {
    private static final char PROGRAMS = '@';

    private final List<List<String>> linesById = new ArrayList<>();
    private final Map<String, HelperPrototype> prototypes = new ConcurrentHashMap<>();

    private HelperTable() {
        for (String line : TableText.lines("helpers.txt")) {
            int id = Integer.parseInt(line, 0, line.indexOf(' '), 10);
            while (linesById.size() <= id) {
                linesById.add(new ArrayList<>(1));
            }
            linesById.get(id).add(line);
        }
    }

    static HelperTable get() {
        return Holder.TABLE;
    }

    /** The first line of a helper is for every program. */
    HelperPrototype prototype(Helper helper) {
        return parsed(linesById.get(helper.id()).getFirst());
    }

    HelperPrototype prototype(Helper helper, ProgramType program) {
        return parsed(lineFor(helper, program.name(), linesById.get(helper.id()).getFirst()));
    }

    HelperPrototype prototype(Helper helper, ProgramType program, AttachType attach) {
        String ofProgram = lineFor(helper, program.name(), linesById.get(helper.id()).getFirst());
        return parsed(lineFor(helper, program + "/" + attach, ofProgram));
    }

    private String lineFor(Helper helper, String programs, String otherwise) {
        for (String line : linesById.get(helper.id())) {
            int at = line.indexOf(PROGRAMS);
            if (at >= 0 && TableText.split(line.substring(at + 1, line.indexOf(' ', at)), ',').contains(programs)) {
                return line;
            }
        }
        return otherwise;
    }

    private HelperPrototype parsed(String line) {
        HelperPrototype known = prototypes.get(line);
        if (known != null) {
            return known;
        }
        List<String> words = TableText.words(line);
        HelperPrototype prototype = TypeText.prototype(words.get(2), words.subList(3, words.size()));
        prototypes.put(line, prototype);
        return prototype;
    }

    private static final class Holder {
        private static final HelperTable TABLE = new HelperTable();
    }
}
