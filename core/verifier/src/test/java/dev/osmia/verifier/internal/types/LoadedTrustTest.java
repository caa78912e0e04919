package dev.osmia.verifier.internal.types;

import dev.osmia.abi.TrustedField;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static dev.osmia.verifier.internal.types.LoadedTrust.Source.OLD;
import static dev.osmia.verifier.internal.types.LoadedTrust.Source.TRUSTED;
import static dev.osmia.verifier.internal.types.LoadedTrust.Source.UNTRUSTED;
import static dev.osmia.verifier.internal.types.PointerFlag.MAYBE_NULL;
import static dev.osmia.verifier.internal.types.PointerFlag.PERCPU;
import static dev.osmia.verifier.internal.types.PointerFlag.RCU;
import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class LoadedTrustTest {
    /** Behind the name of a struct of which Linux makes another one, of the members through which trust is passed on. */
    private static final Map<String, String> SUFFIXES = Map.of("__safe_rcu", "rcu", "__safe_rcu_or_null", "rcu?",
            "__safe_trusted", "trusted", "__safe_trusted_or_null", "trusted?");

    static List<TrustedField> rows() {
        return TrustedField.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void trustIsPassedOnThroughTheFieldsOfTheTable(TrustedField row) {
        Set<PointerFlag> flags = flags(row, TRUSTED, true);
        assertThat(flags.contains(RCU)).isEqualTo(row.needsRcu());
        assertThat(flags.contains(PointerFlag.TRUSTED)).isEqualTo(!row.needsRcu());
        assertThat(flags.contains(MAYBE_NULL)).isEqualTo(row.isNullable());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void outsideOfRcuSectionsOnlyFullTrustIsPassedOn(TrustedField row) {
        assertThat(flags(row, TRUSTED, false).contains(PointerFlag.UNTRUSTED)).isEqualTo(row.needsRcu());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void trustIsNotPassedOnByWhatHasNone(TrustedField row) {
        assertThat(flags(row, OLD, true)).isEmpty();
        assertThat(flags(row, UNTRUSTED, true)).containsExactly(PointerFlag.UNTRUSTED);
    }

    private static Set<PointerFlag> flags(TrustedField row, LoadedTrust.Source source, boolean inRcu) {
        Types types = new Types();
        int target = types.struct(row.target(), 0);
        int struct = row.target().equals(row.structure())
                ? target
                : types.struct(row.structure(), 8, member(row.field(), types.pointer(target), 0));
        var loaded = new TypeAccess.ObjectPointer(target, Set.of(), row.field());
        return LoadedTrust.of(types.build(), struct, loaded, source, inRcu);
    }

    @Test
    void taggedFieldsAreTrustedInRcuSections() {
        assertThat(ofOther(TRUSTED, true, RCU)).containsExactlyInAnyOrder(RCU, MAYBE_NULL);
        assertThat(ofOther(TRUSTED, false, RCU)).containsExactly(PointerFlag.UNTRUSTED);
        assertThat(ofOther(OLD, true, RCU)).isEmpty();
        assertThat(ofOther(TRUSTED, true, PERCPU)).containsExactly(PERCPU);
        assertThat(ofOther(OLD, true, PERCPU)).containsExactly(PERCPU);
    }

    private static Set<PointerFlag> ofOther(LoadedTrust.Source source, boolean inRcu, PointerFlag flag) {
        Types types = new Types();
        int struct = types.struct("other", 0);
        var loaded = new TypeAccess.ObjectPointer(struct, Set.of(flag), "field");
        return LoadedTrust.of(types.build(), struct, loaded, source, inRcu);
    }

    /** Linux itself finds these rows in its own types. */
    @Test
    void theTableIsThatOfTheRunningLinux() {
        Btf btf = Linux.types().kernel();
        Linux.assumeAsked();
        List<String> found = IntStream.range(1, btf.size())
                .filter(id -> btf.kind(id) == BtfKind.STRUCT)
                .boxed()
                .flatMap(id -> SUFFIXES.entrySet()
                        .stream()
                        .filter(suffix -> btf.name(id).endsWith(suffix.getKey()))
                        .flatMap(suffix -> rows(btf, id, suffix.getKey(), suffix.getValue())))
                .toList();
        assertThat(TrustedField.all()
                .stream()
                .map(row -> row(row.needsRcu() ? "rcu" : "trusted", row.isNullable(), row.structure(), row.field(),
                        row.target())))
                .containsExactlyInAnyOrderElementsOf(found);
    }

    private static Stream<String> rows(Btf btf, int id, String suffix, String trust) {
        String structure = btf.name(id).substring(0, btf.name(id).length() - suffix.length());
        return ((BtfType.Struct) btf.type(id)).members()
                .stream()
                .map(member -> row(trust, false, structure, member.name(),
                        btf.name(btf.resolve(((BtfType.Ptr) btf.type(member.type())).type()))));
    }

    private static String row(String trust, boolean isNullable, String structure, String field, String target) {
        return trust + (isNullable ? "?" : "") + " " + structure + " " + field + " " + target;
    }
}
