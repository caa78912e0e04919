package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Assembly;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Programs in Linux's syntax, whose maps are {@code map[name]}, and whose kernel functions numbers of {@link #KFUNCS}. */
final class Programs {
    private static final List<String> KFUNCS = List.of("bpf_strlen", "bpf_iter_num_new", "bpf_iter_num_destroy");

    private Programs() {
    }

    static BpfProgram load(Kernel kernel, ProgramType type, String text, BpfMap... maps) {
        Assembly assembly = Assembler.assemble(text, Dialect.LINUX, Symbols.NONE);
        Map<String, BpfMap> byName = new HashMap<>();
        for (BpfMap map : maps) {
            byName.put(map.name(), map);
        }
        Map<Integer, Reference> references = new HashMap<>();
        assembly.references().forEach((slot, name) -> {
            if (byName.containsKey(name)) {
                references.put(slot, new Reference.ToMap(name));
            }
        });
        assembly.code().forEach(placed -> {
            if (placed.instruction() instanceof Instruction.CallKfunc(int number, _)) {
                references.put(placed.slot(), new Reference.ToKernelFunction(KFUNCS.get(number), false));
            }
        });
        return kernel.loadProgram(ProgramSpec.of("test", type, assembly.code(), references)
                .withFlags(type == ProgramType.SYSCALL ? 16 : 0), byName);
    }

    static BpfProgram load(Kernel kernel, String text, BpfMap... maps) {
        return load(kernel, ProgramType.SYSCALL, text, maps);
    }

    static int run(BpfProgram program) {
        return program.test(TestInput.context(new byte[8])).returnValue();
    }
}
