package dev.osmia.cli.run;

import dev.osmia.cli.Failure;
import dev.osmia.cli.Osmia;
import dev.osmia.cli.Spelling;
import dev.osmia.cli.show.Hex;
import dev.osmia.cli.show.Shown;
import dev.osmia.cli.show.ValueReader;
import dev.osmia.kernel.BpfObject;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.TypeRef;
import dev.osmia.object.VariableSpec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Global variables: set before loading, read after running. */
final class Variables {
    private static final String KERNEL_CONFIG = ".kconfig";

    private Variables() {
    }

    /** The object with another value in one variable: a number, or the bytes of any other type as {@code hex:…}. */
    static ObjectSpec set(ObjectSpec object, String name, String value) {
        VariableSpec variable = object.variables().get(name);
        String option = "--set " + name + "=" + value + ": ";
        if (variable == null) {
            throw new Failure(object.name() + " has no variable " + name
                    + Spelling.hint(name, settable(object)), Osmia.USAGE);
        }
        if (variable.map().equals(KERNEL_CONFIG)) {
            throw new Failure(option + "the kernel says what is in this variable", Osmia.USAGE);
        }
        if (value.startsWith("hex:")) {
            byte[] bytes = Hex.parse(value.substring("hex:".length()));
            if (bytes == null || bytes.length != variable.size()) {
                throw new Failure(option + "expected the " + variable.size()
                        + " bytes of the variable in hexadecimal", Osmia.USAGE);
            }
            return object.withVariable(name, bytes);
        }
        long number = number(option, value);
        try {
            return object.withVariable(name, number);
        } catch (IllegalArgumentException unfit) {
            throw new Failure(option + unfit.getMessage(), Osmia.USAGE);
        }
    }

    /** Without what compilers make of literals and {@code bpf_printk} of its formats, and what the kernel fills in. */
    private static List<String> settable(ObjectSpec object) {
        return object.variables()
                .values()
                .stream()
                .filter(variable -> !variable.map().equals(KERNEL_CONFIG))
                .map(VariableSpec::name)
                .filter(name -> !name.startsWith(".") && !name.startsWith("__const.") && !name.contains(".___"))
                .toList();
    }

    private static long number(String option, String value) {
        try {
            return value.startsWith("0x")
                    ? Long.parseUnsignedLong(value.substring(2), 16)
                    : value.startsWith("-")
                            ? Long.parseLong(value)
                            : Long.parseUnsignedLong(value);
        } catch (NumberFormatException _) {
            throw new Failure(option + "expected a number such as 80, -1 or 0x50, or bytes such as hex:0050",
                    Osmia.USAGE);
        }
    }

    /** The variables that programs may change, with what they hold now. */
    static List<Shown.Part> read(BpfObject object) {
        Map<String, byte[]> sections = new HashMap<>();
        List<Shown.Part> variables = new ArrayList<>();
        for (VariableSpec variable : object.spec().variables().values()) {
            MapSpec map = object.spec().map(variable.map());
            if (isState(variable, map)) {
                byte[] section = sections.computeIfAbsent(map.name(),
                        name -> java.util.Objects.requireNonNull(object.map(name).lookup(new byte[Integer.BYTES])));
                TypeRef type = variable.typeId() == 0 || object.spec().btf() == null
                        ? null
                        : new TypeRef(object.spec().btf(), variable.typeId());
                variables.add(new Shown.Part(variable.name(),
                        new ValueReader(variable.size(), type).read(section, variable.offset())));
            }
        }
        return variables;
    }

    private static boolean isState(VariableSpec variable, MapSpec map) {
        boolean constant = map.frozen() || map.name().startsWith(".rodata") || map.name().equals(KERNEL_CONFIG);
        return !constant && variable.offset() + variable.size() <= map.valueSize();
    }
}
