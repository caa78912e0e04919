package dev.osmia.cli.verify;

import dev.osmia.abi.ProgramType;
import dev.osmia.cli.Failure;
import dev.osmia.cli.NamedFile;
import dev.osmia.cli.Osmia;
import dev.osmia.cli.Spelling;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.TargetProgram;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The programs that others are attached to, as {@code --target} names them. */
final class Targets {
    private static final String OPTION = "--target";

    private Targets() {
    }

    /**
     * The programs.
     *
     * @param names of files, some with the name of a program behind a colon
     * @param fill makes of an object one that asks nothing of the kernel's configuration
     * @throws Failure if there is no such file or program
     */
    static List<TargetProgram> read(List<Path> names, UnaryOperator<ObjectSpec> fill) {
        List<TargetProgram> programs = new ArrayList<>();
        for (Path name : names) {
            String text = name.toString();
            int colon = text.lastIndexOf(':');
            boolean isFile = colon < 0 || Files.exists(name);
            ObjectSpec object = object(isFile ? name : Path.of(text.substring(0, colon)), fill);
            for (String program : isFile ? object.programs().keySet() : List.of(text.substring(colon + 1))) {
                programs.add(program(object, program));
            }
        }
        return programs;
    }

    private static ObjectSpec object(Path file, UnaryOperator<ObjectSpec> fill) {
        if (file.toString().isEmpty()) {
            throw new Failure(OPTION + ": expected the name of a file, not nothing", Osmia.USAGE);
        }
        ObjectSpec read = ObjectSpec.read(file.toString(), NamedFile.reading(file, () -> Files.readAllBytes(file)));
        if (read.programs().isEmpty()) {
            throw new Failure(OPTION + " " + file + ": it has no programs", Osmia.USAGE);
        }
        try {
            return fill.apply(read);
        } catch (BpfException refusal) {
            throw new Failure(file + ": " + refusal.getMessage(), refusal);
        }
    }

    private static TargetProgram program(ObjectSpec object, String name) {
        if (!object.programs().containsKey(name)) {
            throw new Failure(OPTION + ": " + object.name() + " has no program " + name
                    + Spelling.hint(name, object.programs().keySet()), Osmia.USAGE);
        }
        return new TargetProgram(object, name);
    }

    /** What to do where a program's target is not known, behind what is not known. */
    static String advice(ProgramSpec program, ObjectSpec own, List<TargetProgram> given) {
        boolean isExtension = program.type() == ProgramType.EXT;
        if (!given.isEmpty() || !isExtension && program.type() != ProgramType.TRACING) {
            return "";
        }
        List<String> within = own.programs()
                .values()
                .stream()
                .filter(one -> one.type() != ProgramType.EXT && !one.name().equals(program.name()))
                .filter(one -> new TargetProgram(own, one.name()).has(program.attachTarget()))
                .map(one -> OPTION + " " + own.name() + ":" + one.name())
                .toList();
        if (!within.isEmpty()) {
            return "; if a program of this file is meant, say so: " + String.join(" or ", within);
        }
        return isExtension ? "; " + OPTION + " FILE.o:PROGRAM tells" : "";
    }
}
