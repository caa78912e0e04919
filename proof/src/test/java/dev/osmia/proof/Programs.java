package dev.osmia.proof;

import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Assembly;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

import static java.util.stream.Collectors.toMap;

/** Programs in Linux's syntax, whose maps are {@code map[name]} and whose helpers have their names. */
public final class Programs {
    /** {@code BPF_F_SLEEPABLE}, which Linux wants of programs that run on system calls. */
    public static final int SLEEPABLE = 1 << 4;

    private static final Map<String, Integer> HELPERS = Stream.of(Helper.values())
            .collect(toMap(Helper::functionName, Helper::id));
    private static final Symbols SYMBOLS = new Symbols() {
        @Override
        public OptionalInt helperId(String name) {
            Integer id = HELPERS.get(name);
            return id == null ? OptionalInt.empty() : OptionalInt.of(id);
        }
    };

    private Programs() {
    }

    /** A program from its text. */
    public static ProgramSpec assemble(ProgramType type, String text) {
        Assembly assembly = Assembler.assemble(text, Dialect.LINUX, SYMBOLS);
        Map<Integer, Reference> references = new HashMap<>();
        assembly.references().forEach((slot, name) -> {
            if (assembly.code().at(slot) instanceof dev.osmia.isa.Instruction.LoadWide wide
                    && wide.source() != dev.osmia.isa.WideSource.FUNCTION) {
                references.put(slot, wide.source() == dev.osmia.isa.WideSource.MAP_VALUE
                        ? new Reference.ToMapValue(name, wide.high())
                        : new Reference.ToMap(name));
            }
        });
        return ProgramSpec.of("test", type, assembly.code(), references)
                .withFlags(type == ProgramType.SYSCALL ? SLEEPABLE : 0);
    }

    /** Loads a program, whose maps stay the caller's. */
    public static BpfProgram load(Kernel kernel, ProgramType type, String text, BpfMap... maps) {
        Map<String, BpfMap> byName = Stream.of(maps).collect(toMap(BpfMap::name, map -> map));
        return kernel.loadProgram(assemble(type, text), byName);
    }
}
