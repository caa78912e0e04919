package dev.osmia.verifier;

import dev.osmia.abi.Lockdown;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.TypeRef;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** What a verdict has to do with the kernel that a program is for. */
class KernelTest {
    private static final Btf SOME_TYPES = types(BtfType.IntEncoding.SIGNED);
    private static final VerifierSettings KERNEL = VerifierSettings.PRIVILEGED.withKernelTypes(SOME_TYPES)
            .withSymbols("jiffies"::equals);

    private static Btf types(BtfType.IntEncoding encoding) {
        BtfBuilder types = new BtfBuilder();
        types.add(new BtfType.Int("char", 1, 8, 0, encoding));
        int number = types.add(new BtfType.Int("int", 4, 32, 0, BtfType.IntEncoding.SIGNED));
        int lock = types.add(new BtfType.Struct("bpf_spin_lock", 4, false,
                List.of(new BtfType.Member("val", number, 0, 0))));
        types.add(new BtfType.Struct("locked", 4, false, List.of(new BtfType.Member("lock", lock, 0, 0))));
        return types.build();
    }

    private static ProgramSpec program(String name, String code, Map<Integer, Reference> references) {
        return ProgramSpec.of(name, ProgramType.KPROBE, Assembler.assemble(code, Dialect.LINUX, Symbols.NONE).code(),
                references).withLicense("GPL");
    }

    private static Verdict verify(VerifierSettings settings, String code, Map<Integer, Reference> references) {
        return new Verifier(settings).verify(program("one", code, references), Map.of());
    }

    private static String message(Verdict verdict) {
        return verdict instanceof Verdict.Rejected rejected ? rejected.message() : verdict.toString();
    }

    private static Verdict loadsAddress(String symbol, boolean isWeak) {
        return verify(KERNEL, "r0 = 0 ll\nr0 = 0\nexit",
                Map.of(0, new Reference.ToKernelVariable(symbol, false, isWeak)));
    }

    @Test
    void aProgramIsNotLoadedForAKernelWithoutASymbolThatItNeeds() {
        assertThat(loadsAddress("init_net", false)).isEqualTo(new Verdict.Unsupported("the kernel's symbol init_net"));
    }

    @Test
    void whatAKernelMayLackIsNothingThere() {
        assertThat(loadsAddress("init_net", true)).isInstanceOf(Verdict.Accepted.class);
        assertThat(loadsAddress("jiffies", false)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aCallOfAFunctionThatIsNotThereIsKnownByItsNumber() {
        assertThat(message(verify(KERNEL, "call 1\nr0 = 0\nexit",
                Map.of(0, new Reference.ToKernelFunction("bpf_second", true, 1)))))
                .isEqualTo("invalid func unknown#2002000001");
    }

    @Test
    void anInstructionThatCannotHoldWhatTheKernelsTypesSayIsNamed() {
        int type = SOME_TYPES.find("locked", BtfType.Struct.class).orElseThrow();
        ProgramSpec program = program("one", "r0 = 0\nexit", Map.of()).withBtf(SOME_TYPES)
                .withCoreRelocations(List.of(new CoreRelocation(1, type, "0:0", 0)));
        ObjectSpec object = ObjectSpec.of("object", List.of(), List.of(program));
        Verifier verifier = new Verifier(KERNEL);

        assertThat(verifier.verify(object, "one")).isInstanceOfSatisfying(Verdict.Unsupported.class,
                unsupported -> assertThat(unsupported.missing()).contains("program one, instruction 1",
                        "an instruction without a number to adjust"));
        assertThat(verifier.explain(object, "one")).isEmpty();
    }

    @Test
    void resultsAreOnlyOverriddenByKernelsThatAreBuiltForIt() {
        String code = "r2 = 0\ncall 58\nr0 = 0\nexit";

        assertThat(message(verify(KERNEL, code, Map.of())))
                .isEqualTo("program of this type cannot use helper bpf_override_return#58");
        assertThat(verify(KERNEL.withSymbols("bpf_override_return"::equals), code, Map.of()))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aLockedKernelWritesIntoNoProcess() {
        String code = "r2 = r10\nr2 += -8\n*(u64 *)(r10 -8) = 0\nr3 = 8\nr1 = 0\ncall 36\nr0 = 0\nexit";

        assertThat(verify(KERNEL, code, Map.of())).isInstanceOf(Verdict.Accepted.class);
        assertThat(message(verify(KERNEL.withLockdown(Lockdown.INTEGRITY), code, Map.of())))
                .isEqualTo("program of this type cannot use helper bpf_probe_write_user#36");
    }

    @Test
    void tablesOfFunctionsNeedTypesThatLinuxTakes() {
        Btf flawed = types(BtfType.IntEncoding.SIGNED_CHAR);
        int table = flawed.find("locked", BtfType.Struct.class).orElseThrow();
        MapSpec map = MapSpec.of("ops", MapType.STRUCT_OPS, 4, 4, 1)
                .withTypes(null, new TypeRef(flawed, table))
                .withContents(new MapContents.StructOps(new byte[4], new TreeMap<>(Map.of("lock", "one"))));
        ProgramSpec program = program("one", "r0 = 0\nexit", Map.of()).withType(ProgramType.STRUCT_OPS, null);

        assertThat(new Verifier(KERNEL).verify(program, Map.of("ops", map)))
                .isEqualTo(new Verdict.Unsupported("types that Linux takes, for the table of functions ops"));
    }

    private static String locks(Btf types) {
        int value = types.find("locked", BtfType.Struct.class).orElseThrow();
        MapSpec map = MapSpec.of("map", MapType.ARRAY, 4, 4, 1).withTypes(null, new TypeRef(types, value));
        ProgramSpec program = ProgramSpec.of("lock", ProgramType.SCHED_CLS,
                Assembler.assemble("r1 = 0 ll\ncall 93\nr0 = 0\nexit", Dialect.LINUX, Symbols.NONE).code(),
                Map.of(0, new Reference.ToMapValue("map", 0))).withLicense("GPL");
        return message(new Verifier(KERNEL).verify(program, Map.of("map", map)));
    }

    @Test
    void typesThatLinuxDoesNotTakeAreLeftOut() {
        assertThat(locks(types(BtfType.IntEncoding.SIGNED)))
                .isEqualTo("BPF_EXIT instruction in main prog cannot be used inside bpf_spin_lock-ed region");
        assertThat(locks(types(BtfType.IntEncoding.SIGNED_CHAR)))
                .isEqualTo("map 'map' has to have BTF in order to use bpf_spin_lock");
    }
}
