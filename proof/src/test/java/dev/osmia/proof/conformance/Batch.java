package dev.osmia.proof.conformance;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.proof.Programs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Many cases as one program, so that Linux has to verify one. Its context holds the cases' inputs, each number once, and
 * behind them their results; being a {@code SYSCALL} program it may write the context, which others may not.
 */
final class Batch {
    /** An array of one element in which cases may load and store. */
    static final MapSpec MEMORY = MapSpec.of("memory", MapType.ARRAY, 4, 80_000, 1);

    private static final short CONTEXT_SLOT = -8;

    private final List<Case> cases;
    private final Map<Long, Integer> inputs = new LinkedHashMap<>();
    private final List<Instruction> code = new ArrayList<>();
    private final Map<Integer, Reference> references = new LinkedHashMap<>();
    private int slots;

    Batch(List<Case> cases) {
        this.cases = cases;
        cases.forEach(each -> each.inputs().values().forEach(this::inputOffset));
        add(new Instruction.Store(Size.DW, Register.R10, CONTEXT_SLOT, Register.R1));
        for (int index = 0; index < cases.size(); index++) {
            add(cases.get(index), resultsOffset() + index * Long.BYTES);
        }
        add(new Instruction.Alu(Width.W64, AluOp.MOV, Register.R0, new Operand.Imm(0)));
        add(new Instruction.Exit());
    }

    private int inputOffset(long value) {
        return inputs.computeIfAbsent(value, _ -> inputs.size() * Long.BYTES);
    }

    private int resultsOffset() {
        return inputs.size() * Long.BYTES;
    }

    private void add(Case each, int resultOffset) {
        Register base = Arrays.stream(Register.values())
                .filter(register -> !each.inputs().containsKey(register))
                .findFirst()
                .orElseThrow();
        add(new Instruction.Load(Size.DW, false, base, Register.R10, CONTEXT_SLOT));
        each.inputs()
                .forEach((register, value) -> add(
                        new Instruction.Load(Size.DW, false, register, base, offset(inputOffset(value)))));
        each.body().forEach(this::add);
        Register back = each.result() == Register.R1 ? Register.R2 : Register.R1;
        add(new Instruction.Load(Size.DW, false, back, Register.R10, CONTEXT_SLOT));
        add(new Instruction.Store(Size.DW, back, offset(resultOffset), each.result()));
    }

    private static short offset(int bytes) {
        if (bytes != (short) bytes) {
            throw new IllegalArgumentException("too many cases for one program: its context would need " + bytes
                    + " bytes");
        }
        return (short) bytes;
    }

    private void add(Instruction instruction) {
        if (instruction instanceof Instruction.LoadWide(_, var source, _, var at) && source == WideSource.MAP_VALUE) {
            references.put(slots, new Reference.ToMapValue(MEMORY.name(), at));
        }
        code.add(instruction);
        slots += instruction.slots();
    }

    ProgramSpec program() {
        return ProgramSpec.of("cases", ProgramType.SYSCALL, Code.of(code), references).withFlags(Programs.SLEEPABLE);
    }

    /** Runs the program once and returns the cases' results in order. */
    long[] run(Kernel kernel) {
        ByteBuffer context = ByteBuffer.allocate(resultsOffset() + cases.size() * Long.BYTES)
                .order(ByteOrder.nativeOrder());
        inputs.keySet().forEach(context::putLong);
        try (BpfMap memory = kernel.createMap(MEMORY);
                BpfProgram program = kernel.loadProgram(program(), Map.of(MEMORY.name(), memory))) {
            byte[] after = program.test(TestInput.context(context.array())).context();
            ByteBuffer results = ByteBuffer.wrap(after).order(ByteOrder.nativeOrder());
            return LongStream.range(0, cases.size())
                    .map(index -> results.getLong(resultsOffset() + (int) index * Long.BYTES))
                    .toArray();
        }
    }
}
