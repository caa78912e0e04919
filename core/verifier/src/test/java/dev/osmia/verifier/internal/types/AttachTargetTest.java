package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Linkage;
import dev.osmia.btf.BtfType.Param;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class AttachTargetTest {
    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int proto = types.proto(number, new Param("a", number));

    @BeforeEach
    void addsFunctions() {
        for (String name : new String[]{"do_nothing", "do_exit", "migrate_disable", "bpf_lsm_file_open",
                "bpf_lsm_file_ioctl_compat",
                "bpf_lsm_init", "bpf_lsm_getprocattr", "bpf_modify_return_test", "bpf_fentry_test1",
                "security_file_open",
                "__x64_sys_read", "bpf_iter_task", "bpf_iter_none", "task"}) {
            types.function(name, proto, Linkage.STATIC);
        }
        int slot = types.pointer(proto);
        types.union("security_list_options", 8, member("file_open", slot, 0), member("file_ioctl_compat", slot, 0),
                member("getprocattr", slot, 0));
        types.add(new BtfType.Typedef("btf_trace_sched_switch", types.pointer(types.proto(0, new Param("", 0)))));
        types.add(new BtfType.Typedef("cpumask_t", number));
    }

    private AttachResult attach(ProgramType program, AttachType type, String name, boolean sleeps, boolean isGpl) {
        Btf btf = types.build();
        int id = btf.ids(name).findFirst().orElseThrow();
        return AttachTarget.ofKernel(KernelTypes.of(btf),
                new AttachTarget.Request(program, type.id(), btf, id, sleeps, isGpl));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "TRACING | TRACE_FENTRY  | cpumask_t              | attach_btf_id ID is not a function",
            "TRACING | TRACE_FENTRY  | migrate_disable        | Attaching tracing programs to function 'migrate_disable' is rejected.",
            "TRACING | TRACE_FEXIT   | do_exit                | Attaching fexit/fmod_ret to __noreturn function 'do_exit' is rejected.",
            "TRACING | MODIFY_RETURN | do_nothing             | do_nothing() is not modifiable",
            "TRACING | MODIFY_RETURN | __x64_sys_read         | __x64_sys_read() is not modifiable",
            "TRACING | TRACE_RAW_TP  | task                   | attach_btf_id ID is not a typedef",
            "TRACING | TRACE_RAW_TP  | cpumask_t              | attach_btf_id ID points to wrong type name cpumask_t",
            "TRACING | TRACE_ITER    | cpumask_t              | attach_btf_id ID is not a function",
            "TRACING | TRACE_ITER    | bpf_iter_none          | ''",
            "TRACING | TRACE_ITER    | task                   | ''",
            "TRACING | XDP           | task                   | ''",
            "LSM     | LSM_MAC       | bpf_lsm_init           | attach_btf_id ID points to wrong type name bpf_lsm_init",
            "LSM     | LSM_MAC       | task                   | attach_btf_id ID points to wrong type name task",
            "LSM     | LSM_MAC       | bpf_lsm_getprocattr    | attach_btf_id ID points to disabled hook bpf_lsm_getprocattr",
            "EXT     | TRACE_FENTRY  | task                   | Cannot replace kernel functions"})
    void whatProgramsCannotBeAttachedToIsSaidInLinuxWords(ProgramType program, AttachType type, String name,
            String message) {
        int id = types.build().ids(name).findFirst().orElseThrow();
        assertThat(attach(program, type, name, false, true))
                .isEqualTo(new Refused(Errno.EINVAL, message.replace("ID", String.valueOf(id))));
    }

    @ParameterizedTest
    @CsvSource({"TRACING, TRACE_FENTRY, do_exit", "TRACING, TRACE_FENTRY, bpf_lsm_init",
            "TRACING, TRACE_FEXIT, do_nothing",
            "TRACING, MODIFY_RETURN, bpf_modify_return_test", "TRACING, MODIFY_RETURN, security_file_open",
            "LSM, LSM_MAC, bpf_lsm_file_open", "LSM, LSM_CGROUP, bpf_lsm_file_ioctl_compat",
            "TRACING, TRACE_ITER, bpf_iter_task"})
    void whatTheyCanBeAttachedToGivesItsPrototype(ProgramType program, AttachType type, String name) {
        assertThat(attach(program, type, name, false, true)).isInstanceOfSatisfying(AttachPoint.class, point -> {
            assertThat(point.proto()).isEqualTo(proto);
            assertThat(point.name()).isEqualTo(name);
        });
    }

    @Test
    void tracepointsAreCalledByTheirOwnName() {
        assertThat(attach(ProgramType.TRACING, AttachType.TRACE_RAW_TP, "btf_trace_sched_switch", false, true))
                .isInstanceOfSatisfying(AttachPoint.class, point -> {
                    assertThat(point.name()).isEqualTo("sched_switch");
                    assertThat(point.isTrusted()).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({"TRACING, TRACE_FENTRY, bpf_fentry_test1, true", "TRACING, TRACE_FENTRY, do_nothing, false",
            "TRACING, TRACE_FENTRY, bpf_modify_return_test, false", "LSM, LSM_MAC, bpf_lsm_file_open, true",
            "LSM, LSM_MAC, bpf_lsm_file_ioctl_compat, false"})
    void programsMaySleepWhereTheirCallersMay(ProgramType program, AttachType type, String name, boolean isAllowed) {
        AttachResult attached = attach(program, type, name, true, true);
        if (isAllowed) {
            assertThat(attached).isInstanceOf(AttachPoint.class);
        } else {
            assertThat(attached).isEqualTo(new Refused(Errno.EINVAL, name + " is not sleepable"));
        }
    }

    @Test
    void onlySomeProgramTypesMaySleepAtAll() {
        var refused = new Refused(Errno.EINVAL,
                "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable");
        assertThat(attach(ProgramType.TRACING, AttachType.TRACE_RAW_TP, "btf_trace_sched_switch", true, true))
                .isEqualTo(refused);
        assertThat(AttachTarget.sleepRefusal(ProgramType.XDP, AttachType.XDP, true)).contains(refused);
        assertThat(AttachTarget.sleepRefusal(ProgramType.XDP, AttachType.XDP, false)).isEmpty();
        assertThat(AttachTarget.sleepRefusal(ProgramType.SYSCALL, null, false))
                .contains(new Refused(Errno.EINVAL, "Syscall programs can only be sleepable"));
        assertThat(AttachTarget.sleepRefusal(ProgramType.SYSCALL, null, true)).isEmpty();
    }

    @Test
    void errorsCanBeInjectedWhereTheKernelIsBuiltForIt() {
        types.function("within_error_injection_list", proto, Linkage.STATIC);
        assertThat(attach(ProgramType.TRACING, AttachType.MODIFY_RETURN, "__x64_sys_read", false, true))
                .isInstanceOf(AttachPoint.class);
        assertThat(attach(ProgramType.TRACING, AttachType.TRACE_FENTRY, "__x64_sys_read", true, true))
                .isInstanceOf(AttachPoint.class);
    }

    @Test
    void hooksAreForFreePrograms() {
        assertThat(attach(ProgramType.LSM, AttachType.LSM_MAC, "bpf_lsm_file_open", false, false))
                .isEqualTo(new Refused(Errno.EINVAL, "LSM programs must have a GPL compatible license"));
    }

    @Test
    void hooksReturnZeroOrAnError() {
        types.function("bpf_lsm_file_void", types.proto(0), Linkage.STATIC);
        types.function("bpf_lsm_inode_xattr_skipcap", proto, Linkage.STATIC);
        assertThat(hook("bpf_lsm_file_open").hookResults()).contains(new AttachPoint.Results(-4095, 0));
        assertThat(hook("bpf_lsm_inode_xattr_skipcap").hookResults()).contains(new AttachPoint.Results(0, 1));
        assertThat(hook("bpf_lsm_file_void").hookResults()).isEmpty();
    }

    private AttachPoint hook(String name) {
        Btf btf = types.build();
        int function = btf.ids(name).findFirst().orElseThrow();
        return new AttachPoint(ProgramType.LSM, AttachType.LSM_MAC, btf, function,
                ((BtfType.Func) btf.type(function)).type(), name, List.of(), null, true, Map.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0 | Tracing programs must provide btf_id",
            "100000 | attach_btf_id 100000 is invalid",
            "-1 | attach_btf_id 4294967295 is invalid"})
    void idsThatAreNoneAreRefused(int id, String message) {
        Btf btf = types.build();
        assertThat(AttachTarget.ofKernel(KernelTypes.of(btf),
                new AttachTarget.Request(ProgramType.TRACING, AttachType.TRACE_FENTRY.id(), btf, id, false, true)))
                .isEqualTo(new Refused(Errno.EINVAL, message));
    }

    @Test
    void functionsThatATrampolineCannotCallAreRefused() {
        int huge = types.struct("huge", 24, member("a", number, 0));
        int wide = types.number("__int128", 16);
        Param[] many = Collections.nCopies(13, new Param("a", number)).toArray(Param[]::new);
        assertThat(fexit("many", many)).isEqualTo(refused("The function many has 13 arguments. Too many."));
        assertThat(fexit("large", new Param("a", huge)))
                .isEqualTo(refused("The function large arg0 type STRUCT is unsupported."));
        assertThat(fexit("open", new Param("a", number), new Param("", 0)))
                .isEqualTo(refused("The function open with variable args is unsupported."));
        assertThat(fexit("real", new Param("f", types.add(new BtfType.Float("float", 4)))))
                .isEqualTo(refused("The function real arg0 type FLOAT is unsupported."));
        types.function("returns", types.proto(huge), Linkage.STATIC);
        assertThat(attach(ProgramType.TRACING, AttachType.TRACE_FENTRY, "returns", false, true))
                .isEqualTo(refused("The function returns return type STRUCT is unsupported."));
        types.function("wide", types.proto(wide), Linkage.STATIC);
        assertThat(attach(ProgramType.TRACING, AttachType.TRACE_FENTRY, "wide", false, true))
                .isInstanceOf(AttachPoint.class);
        assertThat(attach(ProgramType.TRACING, AttachType.TRACE_FEXIT, "wide", false, true))
                .isEqualTo(new Refused(Errno.EOPNOTSUPP,
                        "Attach to function wide with a >8 byte return value is not supported for this attach type"));
    }

    private AttachResult fexit(String name, Param... params) {
        types.function(name, types.proto(number, params), Linkage.STATIC);
        return attach(ProgramType.TRACING, AttachType.TRACE_FEXIT, name, false, true);
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EINVAL, message);
    }

    @Test
    void theRunningKernelHasSecurityHooks() {
        KernelTypes kernel = Linux.types();
        Btf btf = kernel.kernel();
        int hook = KernelTypes.find(btf, "bpf_lsm_file_open", BtfKind.FUNC).orElseThrow();
        assertThat(AttachTarget.ofKernel(kernel,
                new AttachTarget.Request(ProgramType.LSM, AttachType.LSM_MAC.id(), btf, hook, true, true)))
                .isInstanceOf(AttachPoint.class);
    }
}
