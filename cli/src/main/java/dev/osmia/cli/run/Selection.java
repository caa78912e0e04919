package dev.osmia.cli.run;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.cli.Failure;
import dev.osmia.cli.Osmia;
import dev.osmia.cli.Spelling;
import dev.osmia.object.MapContents;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which programs of an object run.
 *
 * @param spec the object, in which only what is needed is loaded
 * @param chosen the programs to run
 * @param left the others, and why they do not run
 */
public record Selection(ObjectSpec spec, List<ProgramSpec> chosen, Map<String, String> left) {
    /** Bytes of an Ethernet header, which a packet begins with. */
    private static final int SHORTEST = 14;

    /** Chooses what was asked for, or all that can run on what is there. */
    static Selection of(ObjectSpec object, RunOptions options) {
        for (String name : options.programs()) {
            if (!object.programs().containsKey(name)) {
                throw new Failure(object.name() + " has no program " + name
                        + Spelling.hint(name, object.programs().keySet()), Osmia.USAGE);
            }
        }
        Map<String, String> tailCalled = tailCalled(object);
        List<ProgramSpec> chosen = new ArrayList<>();
        Map<String, String> left = new LinkedHashMap<>();
        ObjectSpec spec = object;
        for (ProgramSpec program : object.programs().values()) {
            boolean named = options.programs().contains(program.name());
            if (!named && !options.programs().isEmpty()) {
                spec = spec.withProgram(program.name(),
                        p -> p.withAutoload(tailCalled.containsKey(program.name())));
                continue;
            }
            String reason = obstacle(program, options);
            if (reason.isEmpty() && !named && tailCalled.containsKey(program.name())) {
                reason = "reached by tail calls through map " + tailCalled.get(program.name())
                        + "; --program NAME runs one by itself";
            }
            if (reason.isEmpty()) {
                chosen.add(program);
            } else if (named) {
                throw new Failure(object.name() + ": program " + program.name() + " cannot be run: " + reason,
                        Osmia.USAGE);
            } else {
                left.put(program.name(), reason);
            }
            boolean loaded = reason.isEmpty() || tailCalled.containsKey(program.name());
            spec = spec.withProgram(program.name(), p -> p.withAutoload(loaded));
        }
        if (chosen.isEmpty()) {
            throw new Failure(object.name() + ": nothing to run" + reasons(left), Osmia.USAGE);
        }
        return new Selection(spec, chosen, left);
    }

    private static String reasons(Map<String, String> left) {
        if (left.isEmpty()) {
            return ": it has no programs";
        }
        StringBuilder text = new StringBuilder();
        left.forEach((name, reason) -> text.append("\n  ").append(name).append(": ").append(reason));
        return text.toString();
    }

    private static Map<String, String> tailCalled(ObjectSpec object) {
        Map<String, String> programs = new HashMap<>();
        object.maps().values().forEach(map -> {
            if (map.type() == MapType.PROG_ARRAY && map.contents() instanceof MapContents.Names(var names)) {
                names.values().forEach(name -> programs.put(name, map.name()));
            }
        });
        return programs;
    }

    /** Why a program cannot run on what is there, or empty. */
    private static String obstacle(ProgramSpec program, RunOptions options) {
        ProgramType type = program.type();
        if (type == ProgramType.HOST) {
            return Sections.explain(program);
        }
        if (!Input.isFor(type)) {
            return "a program of type " + type.shortName() + " runs where it is attached, not by hand";
        }
        if (!program.autoload() && !options.programs().contains(program.name())) {
            return "its section, ?" + program.section() + ", says that it is loaded on request; --program runs it";
        }
        if (Input.PACKET.fits(type) && options.capture() == null) {
            if (options.data() == null) {
                return "it takes packets: give --pcap FILE or --data HEX";
            }
            if (options.data().length < SHORTEST) {
                return "a packet has at least " + SHORTEST + " bytes, an Ethernet header, and --data has "
                        + options.data().length;
            }
        }
        if (Input.CONTEXT.fits(type) && options.capture() != null) {
            return "it takes a context, --data HEX, and no packets";
        }
        return "";
    }
}
