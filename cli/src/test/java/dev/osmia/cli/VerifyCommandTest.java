package dev.osmia.cli;

import dev.osmia.cli.Commands.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static dev.osmia.cli.Commands.example;
import static dev.osmia.cli.Commands.osmia;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code osmia verify}: what it prints, and how it fails. */
class VerifyCommandTest {
    @TempDir
    Path folder;

    private String wrong;

    @BeforeEach
    void assembleAProgramThatPassesTheEndOfThePacket() throws IOException {
        wrong = assembled("wrong", "xdp", """
                r2 = *(u32 *)(r1 +0)
                r0 = *(u8 *)(r2 +14)
                exit
                """);
    }

    private String assembled(String name, String section, String code) throws IOException {
        Path text = Files.writeString(folder.resolve(name + ".s"), code);
        String object = folder.resolve(name + ".o").toString();
        Result result = osmia("asm", text.toString(), "-o", object, "--section", section, "--name", name);
        assertThat(result.err()).isEmpty();
        return object;
    }

    /** Objects lie in another folder each time, and kernels differ. */
    private String everywhere(String text) {
        return text.replace(folder.toString(), "FOLDER")
                .replaceAll("(?m), for (this machine's Linux|a kernel without types).*", ", for KERNEL")
                .replaceAll("\"kernel\":\"[^\"]*\"", "\"kernel\":\"KERNEL\"");
    }

    @Test
    void showsThatProgramsAreAcceptedAndWhatItTook() {
        Result result = osmia("verify", example("vlan.bpf.o"));
        assertThat(result.err()).isEmpty();
        assertThat(everywhere(result.out()).replace(example("vlan"), "vlan")).isEqualToNormalizingNewlines("""
                vlan.bpf.o, for KERNEL
                  accepted    tag (tc): 51 instructions processed
                  accepted    untag (tc): 39 instructions processed
                2 of 2 programs accepted
                """);
        assertThat(result.status()).isZero();
    }

    @Test
    void verifiesTheNamedProgramsOnly() {
        Result result = osmia("verify", example("vlan.bpf.o"), "--program", "untag");
        assertThat(result.out()).contains("untag", "1 of 1 program accepted").doesNotContain("tag (tc): 51");
    }

    @Test
    void rejectionsHaveStatusOneAndTheReason() {
        Result result = osmia("verify", wrong);
        assertThat(result.out()).contains("rejected    wrong (xdp): 2 instructions processed",
                "1: r0 = *(u8 *)(r2 +14)", "invalid access to packet, off=14 size=1, R2(id=0,off=14,r=0)",
                "0 of 1 program accepted");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void programsOfAnObjectAreJudgedOneByOne() {
        Result result = osmia("verify", example("vlan.bpf.o"), "--program", "tag", "--type", "xdp");
        assertThat(result.status()).isEqualTo(1);
        assertThat(osmia("verify", example("vlan.bpf.o")).status()).isZero();
    }

    @Test
    void jsonTellsAllOfIt() {
        Result result = osmia("verify", wrong, "--json");
        assertThat(everywhere(result.out())).startsWith("""
                {"object":"FOLDER/wrong.o","kernel":"KERNEL","programs":[{"section":"xdp","program":"wrong",\
                "type":"xdp","instructions":3,"verdict":"rejected",\
                "message":"invalid access to packet, off=14 size=1, R2(id=0,off=14,r=0)","processed":2,""")
                .contains("\"errno\":\"EACCES\",\"slot\":1,", "\"R2 offset is outside of the packet\"")
                .endsWith("]}\n");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void jsonNamesTheLineOfTheSource() {
        Result result = osmia("verify", example("flows.bpf.o"), "--type", "socket_filter", "--json");
        assertThat(result.out()).contains("\"source\":{\"file\":", "flows.bpf.c\",\"line\":");
    }

    @Test
    void theLogIsThatOfLinux() {
        assertThat(osmia("verify", wrong, "--log", "2").out()).contains("""
                0: R1=ctx() R10=fp0
                0: (61) r2 = *(u32 *)(r1 +0)          ; R1=ctx() R2=pkt(r=0)
                1: (71) r0 = *(u8 *)(r2 +14)
                invalid access to packet, off=14 size=1, R2(id=0,off=14,r=0)
                R2 offset is outside of the packet
                processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """);
        assertThat(osmia("verify", wrong, "--log", "4", "--json").out()).contains(
                "\"log\":\"invalid access to packet, off=14 size=1, R2(id=0,off=14,r=0)\\n");
    }

    @Test
    void anotherTypeGivesAnotherVerdict() {
        Result result = osmia("verify", wrong, "--type", "kprobe");
        assertThat(result.out()).contains("R2 invalid mem access 'scalar'");
    }

    @Test
    void aSectionThatNamesNoTypeIsAskedFor() {
        String file = "../core/object/src/test/resources/dev/osmia/object/legacy-loaders.clang19.o";
        Result result = osmia("verify", file);
        assertThat(result.out()).contains("unsupported handle (from-netdev)",
                "not known here: the program type that section from-netdev stands for; --type TYPE tells");
        assertThat(result.status()).isEqualTo(1);
        assertThat(osmia("verify", file, "--type", "sched_cls").status()).isZero();
    }

    private static String attachable(String name) {
        return "../core/verifier/src/test/resources/dev/osmia/verifier/attach/" + name + ".o";
    }

    @Test
    void programsAreAttachedToProgramsOfAnotherFile() {
        String extensions = attachable("extensions");
        Result refused = osmia("verify", extensions, "--program", "allow_two", "--target",
                attachable("targets") + ":enter");
        assertThat(refused.out()).contains(", attached to " + attachable("targets") + ":enter\n",
                "At program exit the register R0 has smin=2 smax=2 should have been in [0, 1]");
        assertThat(refused.status()).isEqualTo(1);
        Result accepted = osmia("verify", extensions, "--program", "classify_same", "--target", attachable("targets"));
        assertThat(accepted.out()).contains("accepted    classify_same (freplace/classify): 4 instructions processed");
        assertThat(accepted.status()).isZero();
    }

    @Test
    void aTargetIsAttachedToTheNext() {
        Result result = osmia("verify", attachable("extensions"), "--program", "decide_again", "--target",
                attachable("extensions") + ":decide_same", "--target", attachable("targets") + ":gate", "--json");
        assertThat(result.out()).contains("\"targets\":[\"" + attachable("extensions") + ":decide_same\",",
                "\"message\":\"Cannot recursively attach\"");
    }

    @Test
    void programsThatReplaceFunctionsAskForATarget() {
        Result without = osmia("verify", attachable("extensions"), "--program", "decide_same");
        assertThat(without.out()).contains("unsupported decide_same (freplace/decide)",
                "not known here: the program that it replaces decide of; --target FILE.o:PROGRAM tells");
        assertThat(without.status()).isEqualTo(1);
        String tracers = attachable("tracers");
        assertThat(osmia("verify", tracers, "--program", "nested_entry").out()).contains(
                "if a program of this file is meant, say so: --target " + tracers + ":tracer_entry");
    }

    @Test
    void aTargetThatIsNotThereIsAMistakeInTheArguments() {
        Result program = osmia("verify", attachable("extensions"), "--target", attachable("targets") + ":gaet");
        assertThat(program.err()).contains("--target: " + attachable("targets") + " has no program gaet",
                "did you mean gate?");
        assertThat(program.status()).isEqualTo(2);
        Result file = osmia("verify", attachable("extensions"), "--target", "nothing.o:gate");
        assertThat(file.err()).contains("nothing.o: no such file");
        assertThat(file.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"strict_alignment", "BPF_F_STRICT_ALIGNMENT", "1", "0x1", "'test_state_freq,strict_alignment'"})
    void flagsChangeTheVerdict(String flags) throws IOException {
        String object = assembled("unaligned", "xdp", """
                *(u64 *)(r10 -8) = 0
                r0 = *(u16 *)(r10 -7)
                r0 = 2
                exit
                """);
        assertThat(osmia("verify", object).out()).contains("misaligned stack access");
        String packet = assembled("packet", "xdp", """
                r2 = *(u32 *)(r1 +0)
                r3 = *(u32 *)(r1 +4)
                r4 = r2
                r4 += 8
                if r4 > r3 goto +1
                r0 = *(u32 *)(r2 +1)
                r0 = 2
                exit
                """);
        assertThat(osmia("verify", packet).status()).isZero();
        Result result = osmia("verify", packet, "--flags", flags);
        assertThat(result.out()).contains("misaligned packet access");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void readsAnObjectFromStandardInput() throws IOException {
        Result result = Commands.osmiaReading(Files.readAllBytes(Path.of(wrong)), "verify", "-");
        assertThat(result.out()).contains("rejected    wrong");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "--program nope | has no program nope; it has wrong",
            "--type kprob | did you mean kprobe?",
            "--flags strict | 'strict' is neither a number nor one of strict_alignment, any_alignment",
            "--flags 1,,2 | '' is neither a number",
            "--log 9 | expected a whole number from 1 to 7",
            "--log 0 | expected a whole number from 1 to 7"})
    void wrongArgumentsHaveStatusTwoAndOneReason(String arguments, String reason) {
        String[] words = Commands.words(arguments);
        Result result = osmia("verify", wrong, words[0], words[1]);
        assertThat(result.err()).contains(reason);
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(2);
    }

    @Test
    void filesThatAreNoneOfItsKindAreNamed() throws IOException {
        String text = Files.writeString(folder.resolve("text"), "no types, and not short enough to be").toString();
        assertThat(osmia("verify", wrong, "--btf", text).err()).contains(text + ": BTF, offset 0: magic number");
        assertThat(osmia("verify", wrong, "--btf", text).status()).isEqualTo(1);
        assertThat(osmia("verify", wrong, "--btf", text + "x").err()).contains(text + "x: no such file");
        assertThat(osmia("verify", text).err()).contains(text + ": offset 0x0: 36 bytes, expected an ELF header");
        assertThat(osmia("verify", text).status()).isEqualTo(1);
    }
}
