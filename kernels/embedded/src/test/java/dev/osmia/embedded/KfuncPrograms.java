package dev.osmia.embedded;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs in Linux's syntax, one instruction of eight bytes a line, in which {@code kfunc NAME} calls a kernel function and
 * {@code &NUMBER} stands for the address so many bytes below the frame pointer.
 */
final class KfuncPrograms {
    private KfuncPrograms() {
    }

    static ProgramSpec spec(ProgramType type, String text) {
        List<String> lines = new ArrayList<>();
        Map<Integer, Reference> references = new HashMap<>();
        for (String line : text.split("[;\n]", -1)) {
            String[] words = line.strip().split(" ", -1);
            if (words[0].equals("kfunc")) {
                references.put(lines.size(), new Reference.ToKernelFunction(words[1], false));
                lines.add("call 1");
            } else if (words.length == 3 && words[2].startsWith("&")) {
                lines.add(words[0] + " = r10");
                lines.add(words[0] + " += -" + words[2].substring(1));
            } else if (!line.isBlank()) {
                lines.add(line.strip());
            }
        }
        return ProgramSpec.of("test", type,
                Assembler.assemble(String.join("\n", lines), Dialect.LINUX, PacketCase.HELPERS).code(), references);
    }

    static int run(Kernel kernel, ProgramType type, String text) {
        try (BpfProgram program = kernel.loadProgram(spec(type, text), Map.of())) {
            return program.test(type == ProgramType.SYSCALL
                    ? TestInput.context(new byte[8])
                    : TestInput.packet(new byte[64])).returnValue();
        }
    }
}
