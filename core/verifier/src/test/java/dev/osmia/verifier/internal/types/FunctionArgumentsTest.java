package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Set;

import static dev.osmia.verifier.internal.types.PointerFlag.MAYBE_NULL;
import static dev.osmia.verifier.internal.types.PointerFlag.PERCPU;
import static dev.osmia.verifier.internal.types.PointerFlag.TRUSTED;
import static dev.osmia.verifier.internal.types.PointerFlag.USER;
import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class FunctionArgumentsTest {
    private static final ArgumentAccess NUMBER = new ArgumentAccess.PlainNumber(false, "");

    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int wide = types.number("__int128", 16);
    private final int file = types.struct("file", 8, member("a", number, 0));
    private final int pointer = types.pointer(file);

    private AttachPoint point(ProgramType program, AttachType attachType, int proto, @Nullable ProgramType target) {
        return new AttachPoint(program, attachType, types.build(), 0, proto, "f", List.of(), target,
                program != ProgramType.TRACING || attachType == AttachType.TRACE_RAW_TP, Map.of());
    }

    private static ArgumentAccess load(AttachPoint point, int off, int size) {
        return FunctionArguments.access(KernelTypes.of(point.btf()), point, off, size, false);
    }

    private ArgumentAccess fentry(int proto, int off) {
        return load(point(ProgramType.TRACING, AttachType.TRACE_FENTRY, proto, null), off, 8);
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EACCES, message);
    }

    private static ArgumentAccess object(AttachPoint point, int argument, int type, PointerFlag... flags) {
        String note = "func 'f' arg" + argument + " has btf_id " + type + " type STRUCT 'file'";
        return new ArgumentAccess.ObjectPointer(point.btf(), type, Set.of(flags), false, note);
    }

    @Test
    void argumentsLieEightBytesApart() {
        int proto = types.proto(number, new Param("a", number), new Param("b", pointer), new Param("c", number));
        AttachPoint point = point(ProgramType.TRACING, AttachType.TRACE_FENTRY, proto, null);
        assertThat(load(point, 0, 4)).isEqualTo(NUMBER);
        assertThat(load(point, 8, 8)).isEqualTo(object(point, 1, file));
        assertThat(load(point, 16, 1)).isEqualTo(NUMBER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"4 | 4 | func 'f' offset 4 is not multiple of 8",
            "8  | 4 | func 'f' size 4 must be 8", "16 | 8 | func 'f' doesn't have 3-th argument",
            "24 | 8 | func 'f' doesn't have 4-th argument", "88 | 8 | func 'f' doesn't have 4-th argument",
            "96 | 8 | ''", "-8 | 8 | ''", "4 | 8 | ''"})
    void whatIsNoArgumentIsRefusedInLinuxWords(int off, int size, String message) {
        int proto = types.proto(number, new Param("a", number), new Param("b", pointer));
        AttachPoint point = point(ProgramType.TRACING, AttachType.TRACE_FENTRY, proto, null);
        assertThat(load(point, off, size)).isEqualTo(refused(message));
    }

    @Test
    void argumentsCannotBeWritten() {
        AttachPoint point = point(ProgramType.TRACING, AttachType.TRACE_FENTRY, types.proto(0, new Param("a", number)),
                null);
        assertThat(FunctionArguments.access(KernelTypes.of(point.btf()), point, 0, 8, true)).isEqualTo(refused(""));
    }

    @Test
    void largeStructsTakeSeveralPlacesAndAreNumbers() {
        int large = types.struct("large", 12, member("a", number, 0));
        int proto = types.proto(0, new Param("s", large), new Param("p", pointer));
        assertThat(fentry(proto, 8)).isEqualTo(NUMBER);
        assertThat(fentry(proto, 16)).isInstanceOf(ArgumentAccess.ObjectPointer.class);
    }

    @Test
    void onlyNumbersThatFitARegisterAreNumbers() {
        assertThat(fentry(types.proto(0, new Param("w", wide)), 0))
                .isEqualTo(refused("func 'f' arg0 '__int128' has type INT. Only pointer access is allowed"));
    }

    @Test
    void pointersToNumbersAndToNothingAreNumbers() {
        int nothing = types.add(new BtfType.Const(0));
        int proto = types.proto(0, new Param("n", types.pointer(number)), new Param("v", types.pointer(nothing)));
        assertThat(fentry(proto, 0)).isEqualTo(NUMBER);
        assertThat(fentry(proto, 8)).isEqualTo(NUMBER);
    }

    @Test
    void pointersToWhatIsNoStructAreRefused() {
        int proto = types.proto(0, new Param("p", types.pointer(pointer)));
        assertThat(fentry(proto, 0)).isEqualTo(refused("func 'f' arg0 type PTR is not a struct"));
    }

    @Test
    void pointersBearTheTagOfWhatTheyPointTo() {
        int proto = types.proto(0, new Param("u", types.pointer(types.tag("user", file))),
                new Param("p", types.pointer(types.tag("percpu", file))));
        AttachPoint point = point(ProgramType.TRACING, AttachType.TRACE_FENTRY, proto, null);
        assertThat(load(point, 0, 8)).isEqualTo(object(point, 0, file, USER));
        assertThat(load(point, 8, 8)).isEqualTo(object(point, 1, file, PERCPU));
    }

    @Test
    void argumentsWhoseNameSaysSoMayBeNull() {
        int proto = types.proto(0, new Param("file__nullable", pointer), new Param("__nullable", pointer));
        AttachPoint point = point(ProgramType.TRACING, AttachType.TRACE_FENTRY, proto, null);
        assertThat(load(point, 0, 8)).isEqualTo(object(point, 0, file, MAYBE_NULL));
        assertThat(load(point, 8, 8)).isEqualTo(object(point, 1, file));
    }

    @Test
    void whatAFunctionReturnedLiesBehindItsArguments() {
        int proto = types.proto(pointer, new Param("a", number));
        AttachPoint fexit = point(ProgramType.TRACING, AttachType.TRACE_FEXIT, proto, null);
        assertThat(load(fexit, 8, 8)).isEqualTo(object(fexit, 1, file));
        assertThat(load(point(ProgramType.TRACING, AttachType.MODIFY_RETURN, proto, null), 8, 8))
                .isEqualTo(refused("ret type PTR not allowed for fmod_ret"));
        assertThat(load(point(ProgramType.TRACING, AttachType.MODIFY_RETURN, types.proto(number), null), 0, 8))
                .isEqualTo(NUMBER);
    }

    @Test
    void nothingIsReturnedByWhatReturnsNothing() {
        AttachPoint fexit = point(ProgramType.TRACING, AttachType.TRACE_FEXIT, types.proto(0), null);
        assertThat(load(fexit, 0, 8)).isEqualTo(refused("func 'f' doesn't have 2-th argument"));
    }

    @Test
    void whatAHookHasReturnedIsKnownToBeThat() {
        int proto = types.proto(number, new Param("file", pointer));
        AttachPoint hook = point(ProgramType.LSM, AttachType.LSM_MAC, proto, null);
        assertThat(load(hook, 0, 8)).isEqualTo(object(hook, 0, file, TRUSTED));
        assertThat(load(hook, 8, 8)).isEqualTo(new ArgumentAccess.PlainNumber(true, ""));
        AttachPoint cgroup = point(ProgramType.LSM, AttachType.LSM_CGROUP, proto, null);
        assertThat(load(cgroup, 8, 8)).isEqualTo(NUMBER);
    }

    @Test
    void aFunctionOfUnknownTypeHasFiveNumbers() {
        AttachPoint point = point(ProgramType.TRACING, AttachType.TRACE_FEXIT, 0, ProgramType.XDP);
        assertThat(load(point, 32, 8)).isEqualTo(NUMBER);
        assertThat(load(point, 40, 8)).isEqualTo(NUMBER);
        assertThat(load(point, 48, 8)).isEqualTo(refused("func 'f' doesn't have 7-th argument"));
        AttachPoint entry = point(ProgramType.TRACING, AttachType.TRACE_FENTRY, 0, ProgramType.XDP);
        assertThat(load(entry, 40, 8)).isEqualTo(refused("func 'f' doesn't have 6-th argument"));
    }

    @Test
    void theFirstArgumentOfATracepointIsItsOwn() {
        int proto = types.proto(0, new Param("", types.pointer(0)), new Param("", pointer), new Param("", number));
        AttachPoint point = point(ProgramType.TRACING, AttachType.TRACE_RAW_TP, proto, null);
        assertThat(load(point, 0, 8)).isEqualTo(object(point, 0, file, TRUSTED));
        assertThat(load(point, 8, 8)).isEqualTo(NUMBER);
        assertThat(load(point, 16, 8)).isEqualTo(refused("func 'f' doesn't have 3-th argument"));
    }

    @Test
    void argumentsOfAModulesTracepointsMayBeNull() {
        Btf kernel = types.build();
        Types own = new Types(BtfBuilder.split(kernel));
        int proto = own.proto(0, new Param("", own.pointer(0)), new Param("", pointer));
        Btf module = own.build();
        AttachPoint point = new AttachPoint(ProgramType.TRACING, AttachType.TRACE_RAW_TP, module, 0, proto, "f",
                List.of(),
                null, true, Map.of());
        assertThat(FunctionArguments.access(new KernelTypes(kernel, List.of(module)), point, 0, 8, false))
                .isInstanceOfSatisfying(ArgumentAccess.ObjectPointer.class,
                        found -> assertThat(found.flags()).containsExactlyInAnyOrder(TRUSTED, MAYBE_NULL));
    }

    @Test
    void anArgumentThatMayHoldAnErrorIsANumberWithANote() {
        int proto = types.proto(0, new Param("", types.pointer(0)), new Param("", number), new Param("", number),
                new Param("", pointer));
        AttachPoint point = new AttachPoint(ProgramType.TRACING, AttachType.TRACE_RAW_TP, types.build(), 0, proto,
                "cachefiles_lookup", List.of(), null, true, Map.of());
        assertThat(load(point, 16, 8)).isEqualTo(new ArgumentAccess.PlainNumber(false,
                "func 'cachefiles_lookup' arg2 has btf_id " + file + " type STRUCT 'file'\n"
                        + "marking pointer arg2 as scalar as it may encode error"));
    }

    @Test
    void otherProgramsAreHandedTheirContext() {
        int context = types.struct("xdp_md", 4, member("data", number, 0));
        int buffer = types.struct("xdp_buff", 0);
        types.struct("bpf_ctx_convert", 8, member("BPF_PROG_TYPE_XDP_prog", context, 0),
                member("BPF_PROG_TYPE_XDP_kern", buffer, 4));
        int proto = types.proto(number, new Param("ctx", types.pointer(context)), new Param("file", pointer));
        AttachPoint point = point(ProgramType.TRACING, AttachType.TRACE_FENTRY, proto, ProgramType.XDP);
        assertThat(load(point, 0, 8))
                .isEqualTo(new ArgumentAccess.ObjectPointer(point.btf(), buffer, Set.of(), false, ""));
        assertThat(load(point, 8, 8)).isEqualTo(refused(""));
    }
}
