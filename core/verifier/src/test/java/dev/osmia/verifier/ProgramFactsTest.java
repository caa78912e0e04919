package dev.osmia.verifier;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Assembly;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.verifier.ProgramFacts.Access;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;

class ProgramFactsTest {
    private static final Map<String, MapSpec> MAPS = Map.of("first", MapSpec.of("first", MapType.ARRAY, 4, 64, 4),
            "second", MapSpec.of("second", MapType.ARRAY, 4, 64, 4));

    private static ProgramFacts facts(String code) {
        Assembly assembly = Assembler.assemble(code, Dialect.LINUX, Symbols.NONE);
        Map<Integer, Reference> references = new HashMap<>();
        assembly.references().forEach((slot, name) -> references.put(slot, new Reference.ToMap(name)));
        ProgramSpec program = ProgramSpec.of("test", ProgramType.XDP, assembly.code(), references);
        return new Verifier(VerifierSettings.PRIVILEGED).facts(program, MAPS).orElseThrow();
    }

    private static Access at(PointerKind kind, int offset) {
        return new Access(kind, null, OptionalInt.of(offset));
    }

    @Test
    void accessesTellWhatTheyGoToAndWhere() {
        ProgramFacts facts = facts("""
                r2 = *(u32 *)(r1 +0)
                r3 = *(u32 *)(r1 +4)
                r4 = r2
                r4 += 8
                if r4 > r3 goto +2
                r5 = *(u8 *)(r2 +1)
                *(u64 *)(r10 -8) = r5
                r0 = 2
                exit
                """);
        assertThat(facts.access(0)).hasValue(at(PointerKind.CONTEXT, 0));
        assertThat(facts.access(1)).hasValue(at(PointerKind.CONTEXT, 4));
        assertThat(facts.access(5)).hasValue(new Access(PointerKind.PACKET, null, OptionalInt.empty()));
        assertThat(facts.access(6)).hasValue(at(PointerKind.STACK, -8));
        assertThat(facts.access(7)).isEmpty();
    }

    @Test
    void valuesOfMapsAreKnownByTheirMapsAndConstantOffsets() {
        ProgramFacts facts = facts("""
                *(u32 *)(r10 -4) = 0
                r2 = r10
                r2 += -4
                r1 = map[first]
                call unknown#1
                if r0 == 0 goto +7
                r1 = *(u32 *)(r0 +4)
                lock *(u64 *)(r0 +8) += r1
                r1 &= 31
                r0 += r1
                r0 = *(u8 *)(r0 +16)
                r0 = 2
                exit
                r0 = 1
                exit
                """);
        assertThat(facts.map(5)).hasValue("first");
        assertThat(facts.access(7)).hasValue(new Access(PointerKind.MAP_VALUE, "first", OptionalInt.of(4)));
        assertThat(facts.access(8)).hasValue(new Access(PointerKind.MAP_VALUE, "first", OptionalInt.of(8)));
        assertThat(facts.access(11)).hasValue(new Access(PointerKind.MAP_VALUE, "first", OptionalInt.empty()));
    }

    @Test
    void whatDiffersBetweenPathsIsNotClaimed() {
        ProgramFacts facts = facts("""
                r6 = *(u32 *)(r1 +12)
                *(u32 *)(r10 -4) = 0
                r2 = r10
                r2 += -4
                r1 = map[first]
                if r6 == 0 goto +2
                r1 = map[second]
                call unknown#1
                if r0 == 0 goto +4
                r3 = r0
                r3 += 8
                if r6 == 7 goto +1
                r3 = r10
                r0 = *(u64 *)(r3 -8)
                r0 = 2
                exit
                """);
        assertThat(facts.map(9)).isEmpty();
        assertThat(facts.access(15)).hasValue(new Access(PointerKind.MIXED, null, OptionalInt.empty()));
    }

    @Test
    void branchesThatAreNeverTakenAreNotReached() {
        ProgramFacts facts = facts("""
                r2 = *(u32 *)(r1 +12)
                r2 &= 7
                if r2 > 7 goto +2
                r0 = 2
                exit
                r0 = *(u8 *)(r2 +0)
                exit
                """);
        assertThat(facts.isReached(3)).isTrue();
        assertThat(facts.isReached(5)).isFalse();
        assertThat(facts.access(5)).isEmpty();
    }

    @Test
    void aProgramThatIsNotAcceptedHasNoFacts() {
        ProgramSpec program = ProgramSpec.of("test", ProgramType.XDP, Assembler.assemble("exit\n", Dialect.LINUX));
        assertThat(new Verifier(VerifierSettings.PRIVILEGED).facts(program, Map.of())).isEmpty();
    }
}
