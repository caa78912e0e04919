package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Linkage;
import dev.osmia.btf.BtfType.Param;
import dev.osmia.verifier.internal.types.ProgramTarget.Function;
import dev.osmia.verifier.internal.types.ProgramTarget.Program;
import dev.osmia.verifier.internal.types.ProgramTarget.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class ProgramTargetTest {
    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int wide = types.number("long", 8);
    private final int context = types.pointer(types.struct("xdp_md", 4, member("data", number, 0)));
    private final int packet = types.pointer(types.struct("__sk_buff", 4, member("len", number, 0)));
    private final int old = function("old", Linkage.GLOBAL, number, context);

    private int function(String name, Linkage linkage, int result, int... params) {
        Param[] named = java.util.Arrays.stream(params).mapToObj(type -> new Param("a", type)).toArray(Param[]::new);
        return types.function(name, types.proto(result, named), linkage);
    }

    private static Function known(int type) {
        return new Function(type, false, false, false, false);
    }

    private static Target target(ProgramType type, @Nullable AttachType attachType, Btf btf, Function... functions) {
        return new Target(type, attachType, btf, List.of(functions), true, false, false, null);
    }

    private static Program tracing(AttachType type) {
        return new Program(ProgramType.TRACING, type, null, 0, false, false, false);
    }

    private Refused extend(int function) {
        return (Refused) ProgramTarget.attach(
                new Program(ProgramType.EXT, null, types.build(), function, false, false, false),
                target(ProgramType.XDP, AttachType.XDP, types.build(), known(old)), old);
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EINVAL, message);
    }

    @Test
    void functionsOfOtherProgramsCanBeTraced() {
        Target target = target(ProgramType.XDP, AttachType.XDP, types.build(), known(old));
        assertThat(ProgramTarget.attach(tracing(AttachType.TRACE_FENTRY), target, old))
                .isInstanceOfSatisfying(AttachPoint.class, point -> {
                    assertThat(point.target()).isEqualTo(ProgramType.XDP);
                    assertThat(point.name()).isEqualTo("old");
                });
    }

    @Test
    void theTypesOfFunctionsThatCannotBeReliedOnAreNotUsed() {
        Target target = target(ProgramType.XDP, AttachType.XDP, types.build(),
                new Function(old, true, false, false, false));
        assertThat(ProgramTarget.attach(tracing(AttachType.TRACE_FENTRY), target, old))
                .isInstanceOfSatisfying(AttachPoint.class, point -> assertThat(point.proto()).isZero());
    }

    @Test
    void tracersOfAPartOfAProgramSeeThatProgramsContext() {
        Target target = new Target(ProgramType.EXT, null, types.build(), List.of(known(old)), true, false, false,
                ProgramType.XDP);
        assertThat(ProgramTarget.attach(tracing(AttachType.TRACE_FENTRY), target, old))
                .isInstanceOfSatisfying(AttachPoint.class,
                        point -> assertThat(point.target()).isEqualTo(ProgramType.XDP));
    }

    @Test
    void whatCannotBeTracedIsSaidInLinuxWords() {
        Btf btf = types.build();
        Target target = target(ProgramType.XDP, AttachType.XDP, btf, known(old));
        Program fentry = tracing(AttachType.TRACE_FENTRY);
        assertThat(ProgramTarget.attach(fentry, target, 0)).isEqualTo(refused("Tracing programs must provide btf_id"));
        assertThat(ProgramTarget.attach(fentry, target, 999)).isEqualTo(refused("attach_btf_id 999 is invalid"));
        assertThat(ProgramTarget.attach(fentry, target, number)).isEqualTo(refused("Subprog int doesn't exist"));
        assertThat(ProgramTarget.attach(fentry,
                new Target(ProgramType.XDP, null, null, List.of(), true, false, false, null),
                old))
                .isEqualTo(refused("FENTRY/FEXIT program can only be attached to another program annotated with BTF"));
        assertThat(ProgramTarget.attach(fentry,
                target(ProgramType.XDP, null, btf, new Function(old, false, true, false, false)), old))
                .isEqualTo(refused("FENTRY/FEXIT programs cannot attach to exception callback"));
        assertThat(ProgramTarget.attach(fentry,
                new Target(ProgramType.XDP, null, btf, List.of(known(old)), false, false, false, null), old))
                .isEqualTo(refused("Can attach to only JITed progs"));
        assertThat(ProgramTarget.attach(fentry,
                new Target(ProgramType.TRACING, null, btf, List.of(known(old)), true, true, false, null), old))
                .isEqualTo(refused("Cannot nest tracing program attach more than once"));
        assertThat(ProgramTarget.attach(tracing(AttachType.TRACE_RAW_TP), target, old))
                .isEqualTo(refused("Only FENTRY/FEXIT progs are attachable to another BPF prog"));
        assertThat(ProgramTarget.attach(tracing(AttachType.MODIFY_RETURN), target, old))
                .isEqualTo(refused("can't modify return codes of BPF programs"));
        assertThat(ProgramTarget.attach(
                new Program(ProgramType.TRACING, AttachType.TRACE_FENTRY, null, 0, false, false, true),
                target, old)).isEqualTo(refused("old is not sleepable"));
    }

    @Test
    void whatCannotSleepAnywhereCannotSleepInOtherProgramsEither() {
        Target target = target(ProgramType.XDP, AttachType.XDP, types.build(), known(old));
        Program sleeper = new Program(ProgramType.TRACING, AttachType.TRACE_RAW_TP, null, 0, false, false, true);
        assertThat(ProgramTarget.attach(sleeper, target, 0)).isEqualTo(refused(
                "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable"));
    }

    @Test
    void whatCannotBeReplacedIsSaidInLinuxWords() {
        Btf btf = types.build();
        Program extension = new Program(ProgramType.EXT, null, btf, old, true, true, false);
        assertThat(ProgramTarget.attach(extension, target(ProgramType.XDP, null, btf, known(old)), old))
                .isEqualTo(refused("Extension program changes packet data, while original does not"));
        assertThat(ProgramTarget.attach(extension,
                target(ProgramType.XDP, null, btf, new Function(old, false, false, true, false)), old))
                .isEqualTo(refused("Extension program may sleep, while original does not"));
        Function open = new Function(old, false, false, true, true);
        assertThat(ProgramTarget.attach(extension, target(ProgramType.EXT, null, btf, open), old))
                .isEqualTo(refused("Cannot recursively attach"));
        assertThat(ProgramTarget.attach(extension, target(ProgramType.TRACING, AttachType.TRACE_FEXIT, btf, open), old))
                .isEqualTo(refused("Cannot extend fentry/fexit"));
        assertThat(ProgramTarget.attach(extension,
                target(ProgramType.XDP, null, btf, new Function(old, true, false, true, true)), old))
                .isEqualTo(refused("Cannot replace static functions"));
        assertThat(ProgramTarget.attach(new Program(ProgramType.EXT, null, null, 0, false, false, false),
                target(ProgramType.XDP, null, btf, open), old)).isEqualTo(refused("Program extension requires BTF"));
        assertThat(ProgramTarget.attach(extension, target(ProgramType.XDP, null, btf, open), old))
                .isInstanceOf(AttachPoint.class);
    }

    @Test
    void aFunctionIsReplacedByOneOfTheSameType() {
        assertThat(extend(function("new", Linkage.STATIC, number, context)))
                .isEqualTo(refused("new() is not a global function"));
        assertThat(extend(function("new", Linkage.GLOBAL, number)))
                .isEqualTo(refused("new() has 0 args while old() has 1 args"));
        assertThat(extend(function("new", Linkage.GLOBAL, 0, context)))
                .isEqualTo(refused("Return type UNKNOWN of new() doesn't match type INT of old()"));
        assertThat(extend(function("new", Linkage.GLOBAL, number, number)))
                .isEqualTo(refused("arg0 in new() is INT while old() has PTR"));
        assertThat(extend(function("new", Linkage.GLOBAL, number, packet)))
                .isEqualTo(refused("arg0 new(struct __sk_buff *) doesn't match old(struct xdp_md *)"));
        assertThat(extend(function("new", Linkage.GLOBAL, number, types.pointer(number))))
                .isEqualTo(refused("arg0 in new() is not a pointer to context"));
    }

    @ParameterizedTest
    @CsvSource({"4, 4, true", "4, 8, false"})
    void numbersHaveTheSameSize(int size, int otherSize, boolean isSame) {
        int first = function("first", Linkage.GLOBAL, number, size == 4 ? number : wide);
        int second = function("second", Linkage.GLOBAL, number, otherSize == 4 ? number : wide);
        Btf btf = types.build();
        assertThat(FunctionMatch.mismatch(btf, second, btf, first)).isEqualTo(
                isSame ? null : refused("arg0 in second() has size " + otherSize + " while first() has " + size));
    }

    @Test
    void enumerationsHaveAsManyValues() {
        int one = types.add(new BtfType.Enum("e", 4, false, List.of(new BtfType.Enumerator("A", 1))));
        int two = types.add(new BtfType.Enum("e", 4, false,
                List.of(new BtfType.Enumerator("A", 1), new BtfType.Enumerator("B", 2))));
        int first = function("first", Linkage.GLOBAL, number, one);
        int second = function("second", Linkage.GLOBAL, number, two);
        Btf btf = types.build();
        assertThat(FunctionMatch.mismatch(btf, second, btf, first))
                .isEqualTo(refused("arg0 in second() is ENUM while first() has ENUM"));
    }
}
