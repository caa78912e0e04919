package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Linkage;
import dev.osmia.btf.BtfType.Param;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.Set;

import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

/** Global functions of a program: what Linux says of their arguments, and what we say. */
class GlobalArgumentsAgreementTest {
    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private KernelTypes kernel;
    private int main;

    @BeforeEach
    void asksLinux() {
        kernel = Linux.types();
        Linux.assumeAsked();
        int context = types.pointer(types.struct("xdp_md", 4, member("data", number, 0)));
        main = types.function("main", types.proto(number, new Param("ctx", context)), Linkage.GLOBAL);
    }

    /** Types of arguments, by what they are called in the tests below. */
    private int type(String name) {
        return switch (name) {
            case "int" -> number;
            case "long" -> types.number("long", 8);
            case "int128" -> types.number("__int128", 16);
            case "enum" ->
                types.add(new BtfType.Enum("e", 4, false, java.util.List.of(new BtfType.Enumerator("A", 1))));
            case "float" -> types.add(new BtfType.Float("float", 4));
            case "struct" -> types.struct("pair", 8, member("a", number, 0), member("b", number, 4));
            case "void*" -> types.pointer(0);
            case "int*" -> types.pointer(number);
            case "long*" -> types.pointer(types.number("long", 8));
            case "const int*" -> types.pointer(types.add(new BtfType.Const(number)));
            case "int[4]*" -> types.pointer(types.array(number, 4));
            case "int[0]*" -> types.pointer(types.array(number, 0));
            case "int**" -> types.pointer(types.pointer(number));
            case "fwd*" -> types.pointer(types.add(new BtfType.Fwd("unknown", false)));
            case "dynptr*" -> types.pointer(types.add(new BtfType.Fwd("bpf_dynptr", false)));
            case "anon*" -> types.pointer(types.struct("", 4, member("a", number, 0)));
            default -> types.pointer(types.struct(name.substring(0, name.length() - 1), 4, member("a", number, 0)));
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "long", "int128", "enum", "float", "struct", "void*", "int*", "const int*",
            "int[4]*",
            "int[0]*", "int**", "fwd*", "dynptr*", "anon*", "xdp_md*", "xdp_buff*", "__sk_buff*", "task_struct*",
            "task_struct___mine*", "pt_regs*", "bpf_iter__task*", "nothing_like_it*"})
    void argumentsAreTakenByTheirType(String name) {
        int type = type(name);
        for (String tags : new String[]{"", "ctx", "nonnull", "nullable", "trusted", "untrusted", "arena", "other",
                "ctx nonnull", "trusted nullable", "trusted nonnull", "untrusted nonnull", "arena nonnull",
                "nonnull nullable"}) {
            check(ProgramType.XDP, AttachType.XDP, type, tags.isEmpty() ? new String[0] : tags.split(" ", -1),
                    Linkage.GLOBAL);
            check(ProgramType.XDP, AttachType.XDP, type, tags.isEmpty() ? new String[0] : tags.split(" ", -1),
                    Linkage.STATIC);
        }
    }

    @ParameterizedTest
    @CsvSource({"SCHED_CLS, CGROUP_INET_INGRESS", "KPROBE, CGROUP_INET_INGRESS", "PERF_EVENT, CGROUP_INET_INGRESS",
            "RAW_TRACEPOINT, CGROUP_INET_INGRESS", "TRACEPOINT, CGROUP_INET_INGRESS",
            "SOCKET_FILTER, CGROUP_INET_INGRESS",
            "CGROUP_SOCK_ADDR, CGROUP_INET4_CONNECT", "SK_LOOKUP, SK_LOOKUP", "CGROUP_SYSCTL, CGROUP_SYSCTL"})
    void contextsAreToldByTheNameOfTheirStruct(ProgramType program, AttachType attachType) {
        int[] pointers = {type("__sk_buff*"), type("sk_buff*"), type("pt_regs*"), type("bpf_raw_tracepoint_args*"),
                type("bpf_sock_addr*"), type("bpf_perf_event_data*"), type("bpf_sk_lookup*"), type("bpf_sysctl*"),
                type("long*"), type("void*"), type("int*"), type("anon*"),
                types.pointer(types
                        .add(new BtfType.Typedef("bpf_user_pt_regs_t", types.struct("x", 4, member("a", number, 0))))),
                types.pointer(
                        types.add(new BtfType.Typedef("other_t", types.struct("pt_regs", 4, member("a", number, 0)))))};
        for (int pointer : pointers) {
            check(program, attachType, pointer, new String[0], Linkage.GLOBAL);
            check(program, attachType, pointer, new String[]{"ctx"}, Linkage.GLOBAL);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"void", "int", "struct", "int*", "enum", "long", "int128"})
    void whatTheyReturnIsANumber(String name) {
        int result = name.equals("void") ? 0 : type(name);
        check(ProgramType.XDP, AttachType.XDP, types.proto(result), Linkage.GLOBAL);
    }

    @Test
    void thereAreAtMostFive() {
        Param[] six = Collections.nCopies(6, new Param("a", number)).toArray(Param[]::new);
        check(ProgramType.XDP, AttachType.XDP, types.proto(number, six), Linkage.GLOBAL);
    }

    private int functions;

    private void check(ProgramType program, AttachType attachType, int type, String[] tags, Linkage linkage) {
        int proto = types.proto(number, new Param("a", type));
        int function = types.function("f" + functions++, proto, linkage);
        for (String tag : tags) {
            types.add(new BtfType.DeclTag("arg:" + tag, function, 0, false));
        }
        checkFunction(program, attachType, function, String.join(" ", tags) + " " + linkage);
    }

    private void check(ProgramType program, AttachType attachType, int proto, Linkage linkage) {
        checkFunction(program, attachType, types.function("f" + functions++, proto, linkage), "");
    }

    private void checkFunction(ProgramType program, AttachType attachType, int function, String what) {
        Btf btf = types.build();
        String asked = program + " " + btf.type(function) + " " + what;
        GlobalSignature signature = GlobalArguments.of(kernel, new GlobalArguments.Program(program, attachType, btf),
                function);
        // The argument that is passed only has to be one that gets the function looked at.
        boolean takesContext = signature instanceof GlobalSignature.Takes(var arguments) && !arguments.isEmpty()
                && arguments.getFirst().kind() == GlobalArgument.Kind.CONTEXT;
        long[] code = {takesContext ? Code.copy(2, 1) : Code.set(1, 0), Code.call(1), Code.EXIT, Code.ZERO, Code.EXIT};
        Linux.Verdict verdict = Linux.load(new Linux.Question(program, attachType, 0, code),
                new Linux.Tables(btf, 0, main, 3, function));
        switch (signature) {
            case Refused(var errno, var message) -> {
                if (message.isEmpty()) {
                    assertThat(verdict.errno()).as(asked).isZero();
                } else {
                    assertThat(verdict.log()).as(asked).contains(message);
                    boolean isGlobal = ((BtfType.Func) btf.type(function)).linkage() == Linkage.GLOBAL;
                    assertThat(verdict.errno()).as(asked).isEqualTo(isGlobal ? errno.code() : 0);
                }
            }
            case GlobalSignature.Takes(var arguments) -> {
                if (verdict.log().stream().anyMatch(line -> line.startsWith("Validating ")) && !arguments.isEmpty()) {
                    assertThat(entry(verdict)).as(asked).startsWith(register(arguments.getFirst()));
                } else {
                    assertThat(String.join("\n", verdict.log())).as(asked)
                            .doesNotContain(" tag", "arg#0 reference", "Arg#0 ", "Global function ");
                }
            }
        }
    }

    /** What the log shows r1 to be where the function is entered for its own verification. */
    private static String entry(Linux.Verdict verdict) {
        boolean isInside = false;
        for (String line : verdict.log()) {
            isInside |= line.startsWith("Validating ");
            int register = line.indexOf(" R1=");
            if (isInside && register >= 0) {
                return line.substring(register + 4);
            }
        }
        return String.join("\n", verdict.log());
    }

    private String register(GlobalArgument argument) {
        Set<PointerFlag> flags = argument.flags();
        String orNull = flags.contains(PointerFlag.MAYBE_NULL) ? "_or_null(" : "(";
        return switch (argument.kind()) {
            case ANYTHING, ARENA -> "scalar(";
            case CONTEXT -> "ctx(";
            case DYNPTR -> "dynptr_ptr(";
            case MEMORY -> flags.contains(PointerFlag.UNTRUSTED) ? "rdonly_untrusted_mem(" : "mem" + orNull;
            case OBJECT -> Agreement.register(flags) + kernel.kernel().name(argument.type()) + "(";
        };
    }
}
