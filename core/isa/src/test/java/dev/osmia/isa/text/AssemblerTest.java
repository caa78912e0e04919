package dev.osmia.isa.text;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Branch;
import dev.osmia.isa.Instruction.CallHelper;
import dev.osmia.isa.Instruction.CallKfunc;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.Jump;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AssemblerTest {
    private static final Symbols HELPERS = new Symbols() {
        @Override
        public OptionalInt helperId(String name) {
            return name.equals("bpf_map_lookup_elem") ? OptionalInt.of(1) : OptionalInt.empty();
        }

        @Override
        public Set<String> helperNames() {
            return Set.of("bpf_map_lookup_elem");
        }

        @Override
        public @Nullable String kfunc(int btfId, short module) {
            return btfId == 900 ? "bpf_iter_num_new" : null;
        }
    };

    private static Instruction one(String text) {
        Code code = Assembler.assemble(text, Dialect.LINUX, HELPERS).code();
        assertThat(code.instructions()).hasSize(1);
        return code.instructions().getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "LINUX | call bpf_map_lokup_elem | there is no helper or label 'bpf_map_lokup_elem'; did you mean 'bpf_map_lookup_elem'?",
            "LINUX | done: call dune | there is no helper or label 'dune'; did you mean 'done'?",
            "LINUX | call nonsense | there is no helper or label 'nonsense'",
            "MNEMONIC | call printf | there is no helper 'printf'",
            "MNEMONIC | call bpf_map_lokup_elem | there is no helper 'bpf_map_lokup_elem'; did you mean 'bpf_map_lookup_elem'?"})
    void aCallOfNothingSaysWhatWasProbablyMeant(Dialect dialect, String text, String expected) {
        assertThatExceptionOfType(AssemblyException.class)
                .isThrownBy(() -> Assembler.assemble(text, dialect, HELPERS))
                .withMessageEndingWith(": " + expected);
    }

    @Test
    void labelsCountSlotsPastWideLoads() {
        Code code = Assembler.assemble("""
                start: if r1 == 0 goto done   ; forward
                    r2 = 0x1 ll               // two slots
                    goto start                # back
                done:
                    exit
                """, Dialect.LINUX);
        assertThat(code.instructions()).containsExactly(
                new Branch(Width.W64, Condition.EQ, Register.R1, new Operand.Imm(0), (short) 3),
                LoadWide.constant(Register.R2, 1), new Jump((short) -4), new Exit());
    }

    @Test
    void aLabelMayStandAfterTheLastInstruction() {
        assertThat(Assembler.assemble("ja end\nend:", Dialect.MNEMONIC).instructions())
                .containsExactly(new Jump((short) 0));
    }

    @Test
    void theListedOpcodeMarksAWideLoad() {
        assertThat(one("0: (18) r1 = 0x5")).isEqualTo(LoadWide.constant(Register.R1, 5));
        assertThat(one("0: (b7) r1 = 5"))
                .isEqualTo(new Alu(Width.W64, AluOp.MOV, Register.R1, new Operand.Imm(5)));
    }

    @Test
    void calleesAreNumbersLabelsOrKnownNames() {
        assertThat(one("call 1")).isEqualTo(new CallHelper(1));
        assertThat(one("call bpf_map_lookup_elem")).isEqualTo(new CallHelper(1));
        assertThat(one("call whatever#17")).isEqualTo(new CallHelper(17));
        assertThat(one("call bpf_iter_num_new#900")).isEqualTo(new CallKfunc(900, (short) 0));
        assertThat(one("call some_module_function#5@2")).isEqualTo(new CallKfunc(5, (short) 2));
        assertThat(one("me: call me")).isEqualTo(new CallLocal(-1));
    }

    @Test
    void aLabelHidesAHelperOfTheSameName() {
        assertThat(one("bpf_map_lookup_elem: call bpf_map_lookup_elem")).isEqualTo(new CallLocal(-1));
    }

    @Test
    void namesOfMapsAreHandedToTheLinker() {
        Assembly assembly = Assembler.assemble("exit\nr1 = map[flows]\nr2 = map[fd:3 .rodata][0]+8", Dialect.LINUX,
                Symbols.NONE);
        assertThat(assembly.code().instructions()).containsExactly(new Exit(),
                new LoadWide(Register.R1, WideSource.MAP_FD, 0, 0),
                new LoadWide(Register.R2, WideSource.MAP_VALUE, 3, 8));
        assertThat(assembly.references()).isEqualTo(Map.of(1, "flows", 3, ".rodata"));
    }

    @Test
    void llvmsSpellingIsRead() {
        assertThat(Assembler.assemble("""
                r1 = *(u32 *)(r2 + 0x4)
                w1 = *(u32 *)(r2 - 4)
                *(u8*)(r10-1)=w1
                if w1 s> 0xffffffff goto +0x1
                r0 = *(u8 *)skb[r3]
                r2 = atomic_fetch_add((u64 *)(r1 + 0x8), r2)
                w2 = atomic_fetch_or((u32 *)(r1 + 0x8), w2)
                """, Dialect.LINUX)).isEqualTo(Assembler.assemble("""
                r1 = *(u32 *)(r2 +4)
                r1 = *(u32 *)(r2 -4)
                *(u8 *)(r10 -1) = r1
                if w1 s> -1 goto pc+1
                r0 = *(u8 *)skb[r3 + 0]
                r2 = atomic64_fetch_add((u64 *)(r1 +8), r2)
                r2 = atomic_fetch_or((u32 *)(r1 +8), r2)
                """, Dialect.LINUX));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            LINUX    | exti                             | 1  | an instruction, found 'exti'; did you mean 'exit'?
            LINUX    | r11 = 5                          | 1  | an instruction, found 'r11'
            LINUX    | r1 = bswop32 r1                  | 6  | a register, a number, a memory access or an operation, found 'bswop32'; did you mean 'bswap32'?
            LINUX    | r1 = bswap32 r2                  | 14 | r1 again, found 'r2'
            LINUX    | w1 = bswap32 r1                  | 1  | a register of 64 bits, r0 to r10, found 'w1'
            LINUX    | r1 = w2                          | 6  | a register, r0 to r10, found 'w2'
            LINUX    | r1 = 0x1ffffffff                 | 6  | a number of 32 bits, -2147483648 to 4294967295, found '0x1ffffffff'
            LINUX    | r1 = -                           | 7  | a register, r0 to r10, found the end of the line
            LINUX    | r1 = *(u33 *)(r2 +0)             | 8  | a type, u8 to u64 or s8 to s32, found 'u33'; did you mean 'u32'?
            LINUX    | r1 = *(u32 *)(r2 +40000)         | 18 | "an offset, -32768 to 32767, found '+'"
            LINUX    | *(s32 *)(r2 +0) = r1             | 3  | an unsigned type, found 's32'
            LINUX    | lock *(u16 *)(r2 +0) += r1       | 8  | u32 or u64, found 'u16'
            LINUX    | r1 = atomic64_xchg((u32 *)(r2 +0), r1) | 21 | u64, found 'u32'
            LINUX    | r3 = atomic64_xchg((u64 *)(r2 +0), r1) | 1  | r1, which receives the old value, found 'r3'
            LINUX    | r1 = atomic64_cmpxchg((u64 *)(r2 +0), r0, r1) | 1 | r0, which receives the old value, found 'r1'
            LINUX    | w1 = *(s8 *)(r2 +0)              | 1  | a register of 64 bits, r0 to r10, found 'w1'
            LINUX    | w1 = atomic_xchg((u64 *)(r2 +0), w1) | 1 | a register of 64 bits, r0 to r10, found 'w1'
            LINUX    | w1 = (s32)w2                     | 7  | s8 or s16, found 's32'
            LINUX    | if r1 =! r2 goto pc+1            | 7  | a comparison such as == or s>=, found '='
            LINUX    | if r1 == r2 goto nowhere         | 18 | a label, found 'nowhere'
            LINUX    | goto pc+40000                    | 6  | a target at most 32767 slots ahead or 32768 back, not 40000, found 'pc'
            LINUX    | exit exit                        | 6  | the end of the line, found 'exit'
            LINUX    | r1 = 5 €                         | 8  | an instruction, found '€'
            LINUX    | a: a: exit                       | 4  | a label that is not taken yet, found 'a'
            MNEMONIC | ldxv %r1, [%r2]                  | 1  | a mnemonic, found 'ldxv'; did you mean 'ldxb'?
            MNEMONIC | mov %r1, %w2                     | 11 | a register, r0 to r10, found 'w2'
            MNEMONIC | mov %r1                          | 8  | ',', found the end of the line
            MNEMONIC | lock fetch ad [%r1], %r2         | 6  | a mnemonic, found 'fetch ad'; did you mean 'fetch add'?
            MNEMONIC | 5                                | 1  | a mnemonic, found '5'
            """)
    void aMistakeIsShownWhereItIs(Dialect dialect, String text, int column, String message) {
        assertThatExceptionOfType(AssemblyException.class)
                .isThrownBy(() -> Assembler.assemble("\n" + text, dialect))
                .returns(2, AssemblyException::line)
                .returns(column, AssemblyException::column)
                .withMessage("line 2, column %d: expected %s", column, message);
    }

    /** As Linux finds the function: the load's first slot, its immediate and one. */
    @Test
    void theAddressOfASubprogramCountsFromTheSecondHalfOfTheLoad() {
        Code code = Assembler.assemble("""
                r2 = subprog[body]
                exit
                body:
                r0 = 0
                exit
                """, Dialect.LINUX);
        assertThat(code.at(0)).isEqualTo(new LoadWide(Register.R2, WideSource.FUNCTION, 2, 0));
    }
}
