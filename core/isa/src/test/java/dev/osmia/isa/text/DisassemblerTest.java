package dev.osmia.isa.text;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.CallHelper;
import dev.osmia.isa.Instruction.CallKfunc;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Register;
import dev.osmia.isa.WideSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class DisassemblerTest {
    private static final Symbols NAMES = new Symbols() {
        @Override
        public @Nullable String helper(int id) {
            return id == 7 ? "bpf_get_prandom_u32" : null;
        }

        @Override
        public @Nullable String subprogram(int slot) {
            return slot == 0 ? "count" : slot == 4 ? "twice" : null;
        }

        @Override
        public @Nullable String reference(int slot) {
            return slot == 1 ? "flows" : null;
        }

        @Override
        public @Nullable String sourceLine(int slot) {
            return slot < 3 ? "  return twice(&flows);\u001b[31m\u0085" : null;
        }
    };

    /** A program's bytes in hexadecimal, a line of dashes, and its listing. */
    static Stream<String> verifierLogs() throws IOException {
        try (InputStream in = DisassemblerTest.class.getResourceAsStream("verifier-log.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n\n", -1)).skip(1);
        }
    }

    @ParameterizedTest
    @MethodSource("verifierLogs")
    void thePrintIsThatOfLinuxsVerifierLog(String program) {
        int separator = program.indexOf("\n---\n");
        byte[] bytes = HexFormat.of().parseHex(program.substring(0, separator).replace("\n", ""));
        String listing = Disassembler.listing(Code.decode(bytes, ByteOrder.LITTLE_ENDIAN), Dialect.LINUX,
                new Symbols() {
                    @Override
                    public @Nullable String helper(int id) {
                        return NAMES.helper(id);
                    }
                });
        assertThat(listing.lines().map(String::strip))
                .containsExactlyElementsOf(program.substring(separator + 5).lines().toList());
    }

    @Test
    void namesAndSourceLinesStandWhereTheyAreKnown() {
        Code code = Code.of(new CallHelper(7), new LoadWide(Register.R1, WideSource.MAP_VALUE, 3, 16), new CallLocal(0),
                new Exit());
        assertThat(Disassembler.listing(code, Dialect.LINUX, NAMES)).isEqualTo("""
                count:
                ; return twice(&flows); [31m
                   0: (85) call bpf_get_prandom_u32#7
                   1: (18) r1 = map[fd:3 flows][0]+16
                   3: (85) call pc+0#twice
                twice:
                   4: (95) exit
                """);
        assertThat(Disassembler.listing(code, Dialect.MNEMONIC, NAMES)).isEqualTo("""
                count:
                ; return twice(&flows); [31m
                   0: (85) call 7 ; bpf_get_prandom_u32
                   1: (18) lddw %r1, map[fd:3 flows][0]+16
                   3: (85) call local +0 ; twice
                twice:
                   4: (95) exit
                """);
    }

    @Test
    void namesThatAreNoWordsAreNotPrinted() {
        Symbols hostile = new Symbols() {
            @Override
            public String helper(int id) {
                return "exit\nr0 = 1";
            }
        };
        Code code = Code.of(new CallHelper(3));
        assertThat(Disassembler.listing(code, Dialect.LINUX, hostile)).isEqualTo("   0: (85) call unknown#3\n");
    }

    static Stream<Instruction> references() {
        return Stream.of(new LoadWide(Register.R1, WideSource.MAP_FD, 3, 0),
                new LoadWide(Register.R1, WideSource.MAP_VALUE, 3, -1),
                new LoadWide(Register.R1, WideSource.BTF_ID, 7, 0), new LoadWide(Register.R1, WideSource.BTF_ID, 7, 5),
                new LoadWide(Register.R1, WideSource.FUNCTION, -3, 0),
                new LoadWide(Register.R1, WideSource.MAP_INDEX, 2, 0),
                new LoadWide(Register.R1, WideSource.MAP_INDEX_VALUE, 2, 8), new CallKfunc(900, (short) 0),
                new CallKfunc(900, (short) 2));
    }

    @Test
    void whatALoaderReplacesIsPrintedAsBpftoolDoes() {
        assertThat(references().map(instruction -> Disassembler.print(instruction, Dialect.LINUX))).containsExactly(
                "r1 = map[fd:3]", "r1 = map[fd:3][0]-1", "r1 = btf[id:7]", "r1 = btf[id:7 fd:5]", "r1 = subprog[-3]",
                "r1 = map[idx:2]", "r1 = map[idx:2]+8", "call kernel-function#900", "call kernel-function#900@2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            r1 = *(u32 *)(r2 +4)                       | ldxw %r1, [%r2+4]
            r1 = *(s8 *)(r2 +0)                        | ldxbsx %r1, [%r2]
            w0 = 5                                     | mov32 %r0, 5
            r1 += r2                                   | add %r1, %r2
            r1 s/= -3                                  | sdiv %r1, -3
            w1 s%= w2                                  | smod32 %r1, %r2
            w1 = -w1                                   | neg32 %r1
            r1 = 0x1122334455667788 ll                 | lddw %r1, 0x1122334455667788
            if r1 == 0x0 goto pc+3                     | jeq %r1, 0, +3
            if w1 s< w2 goto pc-1                      | jslt32 %r1, %r2, -1
            if r1 & 0xffffffff goto pc+0               | jset %r1, -1, +0
            r2 = atomic64_fetch_add((u64 *)(r1 +8), r2) | lock fetch add [%r1+8], %r2
            r2 = atomic64_xchg((u64 *)(r1 +0), r2)     | lock xchg [%r1], %r2
            r0 = atomic_cmpxchg((u32 *)(r1 +0), r0, r2) | lock cmpxchg32 [%r1], %r2
            lock *(u32 *)(r1 +0) += r2                 | lock add32 [%r1], %r2
            r1 = load_acquire((u64 *)(r2 +0))          | ldacqdw %r1, [%r2]
            store_release((u8 *)(r10 -1), r2)          | strelb [%r10-1], %r2
            r0 = be16 r0                               | be16 %r0
            r0 = bswap32 r0                            | swap32 %r0
            call unknown#1                             | call 1
            call pc+4                                  | call local +4
            callx r1                                   | callx %r1
            *(u64 *)(r10 -8) = r1                      | stxdw [%r10-8], %r1
            *(u32 *)(r1 +0) = 0                        | stw [%r1], 0
            w1 = (s8)w2                                | movsx832 %r1, %r2
            r1 = (s32)r2                               | movsx3264 %r1, %r2
            r1 = addr_space_cast(r2, 0, 1)             | addr_space_cast %r1, %r2, 0, 1
            r0 = *(u8 *)skb[12]                        | ldabsb 12
            r0 = *(u16 *)skb[r3 + -2]                  | ldindh %r3, -2
            goto pc+1                                  | ja +1
            gotol pc-70000                             | ja32 -70000
            may_goto pc+1                              | may_goto +1
            exit                                       | exit
            """)
    void theDialectsSayTheSame(String linux, String mnemonic) {
        Instruction instruction = Assembler.assemble(linux, Dialect.LINUX).instructions().getFirst();
        assertThat(Disassembler.print(instruction, Dialect.LINUX)).isEqualTo(linux);
        assertThat(Disassembler.print(instruction, Dialect.MNEMONIC)).isEqualTo(mnemonic);
        assertThat(Assembler.assemble(mnemonic, Dialect.MNEMONIC).instructions()).containsExactly(instruction);
    }
}
