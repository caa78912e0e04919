package dev.osmia.embedded.internal.jit;

import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.helpers.HelperTables;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** No method is so large that HotSpot does not compile it. */
class CodeSizeTest {
    /** {@code HugeMethodLimit}. */
    private static final int MOST = 8000;
    private static final Shape GUARDED = new Shape.Guarded(1000);

    private static LoadedProgram loaded(ProgramSpec spec) {
        return new LoadedProgram(spec, spec.code(), HelperTables.of(spec.type()), false);
    }

    private static List<Integer> sizes(ProgramSpec spec) {
        return ClassFile.of()
                .parse(ProgramCode.classFile(loaded(spec), GUARDED, 0))
                .methods()
                .stream()
                .flatMap(method -> method.code().stream())
                .map(code -> ((CodeAttribute) code).codeLength())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 400, 1_000, 10_000, 60_000})
    void partsStayBelowIt(int size) {
        assertThat(sizes(BigProgram.of(size, 1))).allMatch(bytes -> bytes < MOST);
    }

    @Test
    void aProgramThatFitsIsOneMethod() {
        assertThat(sizes(BigProgram.of(100, 1)).stream().filter(bytes -> bytes > 200)).hasSize(1);
    }

    static Stream<Instruction> instructions() {
        return Stream.of(
                new Instruction.Load(Size.B, true, Register.R1, Register.R2, (short) 30_000),
                new Instruction.Store(Size.DW, Register.R1, (short) -30_000, Register.R2),
                new Instruction.StoreImmediate(Size.W, Register.R1, (short) 30_000, 123_456_789),
                new Instruction.Atomic(Size.DW, dev.osmia.isa.AtomicOp.CMPXCHG, Register.R1, (short) 30_000,
                        Register.R2),
                new Instruction.LoadAcquire(Size.DW, Register.R1, Register.R2, (short) 30_000),
                new Instruction.StoreRelease(Size.DW, Register.R1, (short) 30_000, Register.R2),
                new Instruction.CallHelper(1), new Instruction.CallHelper(dev.osmia.abi.Helper.TAIL_CALL.id()),
                new Instruction.CallRegister(Register.R1),
                new Instruction.Branch(Width.W64, dev.osmia.isa.Condition.SET, Register.R1,
                        new Operand.Imm(123_456_789),
                        (short) -1),
                new Instruction.ByteSwap(Instruction.ByteOrderOp.SWAP, 16, Register.R1),
                new Instruction.Alu(Width.W32, dev.osmia.isa.AluOp.SDIV, Register.R1, new Operand.Imm(123_456_789)),
                Instruction.LoadWide.constant(Register.R1, 0x1234_5678_9abc_def0L));
    }

    /** Many in a row: if their size were taken for less than it is, a part would become too large. */
    @ParameterizedTest
    @MethodSource("instructions")
    void instructionsTakeNoMoreThanIsExpected(Instruction instruction) {
        List<Instruction> code = new ArrayList<>();
        for (int count = 0; count < 2000; count++) {
            code.add(instruction);
        }
        code.add(new Instruction.Exit());
        ProgramSpec spec = ProgramSpec.of("many", ProgramType.XDP, Code.of(code));
        assertThat(sizes(spec)).allMatch(bytes -> bytes < MOST);
    }
}
