package dev.osmia.kernel;

import dev.osmia.abi.Errno;
import dev.osmia.btf.CoreKind;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.SourceLine;

import java.util.Locale;

/** The values in a program that depend on the types of the kernel that runs it (CO-RE). */
public final class TypeRelocations {
    private TypeRelocations() {
    }

    /**
     * Refuses a program whose instructions have to be adjusted to a kernel's types. The ids of its own types, which are
     * right on every kernel, need no adjustment.
     *
     * @throws BpfException with {@code ENOTSUPP}, naming the first such instruction by its source line
     */
    public static void requireNone(ProgramSpec program) {
        for (CoreRelocation relocation : program.coreRelocations()) {
            if (relocation.kind() != CoreKind.TYPE_ID_LOCAL.ordinal()) {
                throw new BpfException("load program " + program.name(), Errno.ENOTSUPP, place(program, relocation)
                        + " depends on how the running kernel lays out " + type(program, relocation)
                        + " (CO-RE), and programs are not adjusted to a kernel's types yet");
            }
        }
    }

    private static String place(ProgramSpec program, CoreRelocation relocation) {
        SourceLine line = program.lineAt(relocation.slot());
        return line == null
                ? "instruction " + relocation.slot()
                : line.file() + ":" + line.line() + ": `" + line.text().strip() + "`";
    }

    private static String type(ProgramSpec program, CoreRelocation relocation) {
        if (program.btf() == null || relocation.typeId() <= 0 || relocation.typeId() >= program.btf().size()) {
            return "type " + relocation.typeId();
        }
        String name = program.btf().name(relocation.typeId());
        return program.btf().kind(relocation.typeId()).name().toLowerCase(Locale.ROOT)
                + (name.isEmpty() ? " without a name" : " " + name);
    }
}
