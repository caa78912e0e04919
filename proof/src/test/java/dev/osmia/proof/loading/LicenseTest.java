package dev.osmia.proof.loading;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.KernelFunction;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.proof.Programs;
import dev.osmia.proof.Subject;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What is for programs under the GPL alone is refused to others as on Linux. */
class LicenseTest {
    private static final Pattern REASON = Pattern.compile(
            "cannot call (GPL-restricted|kernel) function from non-GPL compatible program");
    private static final String PROPRIETARY = "Proprietary";

    /** Linux's sentence on the license with the error number, or else nothing. */
    private static String refusal(Kernel kernel, ProgramSpec spec) {
        try (BpfProgram program = kernel.loadProgram(spec, Map.of())) {
            return program.handle() < 0 ? "no handle" : "";
        } catch (BpfException refused) {
            Matcher reason = REASON.matcher(refused.getMessage() + refused.log());
            return reason.find() ? refused.errno() + ": " + reason.group() : "";
        }
    }

    private static ProgramSpec calls(ProgramType type, Helper helper) {
        return Programs.assemble(type, "call " + helper.functionName() + "\nexit").withLicense(PROPRIETARY);
    }

    private static boolean offers(Kernel kernel, ProgramSpec spec) {
        try (BpfProgram program = kernel.loadProgram(spec.withLicense("GPL"), Map.of())) {
            return program.handle() >= 0;
        } catch (BpfException refused) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_FILTER", "SCHED_CLS", "XDP", "CGROUP_SKB", "SYSCALL"})
    void helpersAreRefusedToTheSamePrograms(ProgramType type) {
        Set<Helper> restricted = EnumSet.noneOf(Helper.class);
        SoftAssertions all = new SoftAssertions();
        try (Kernel linux = Subject.LINUX.open(); Kernel embedded = Subject.CHECKED.open()) {
            for (Helper helper : Helper.values()) {
                ProgramSpec spec = calls(type, helper);
                if (offers(embedded, spec)) {
                    String expected = refusal(linux, spec);
                    all.assertThat(refusal(embedded, spec)).as(helper.functionName()).isEqualTo(expected);
                    if (!expected.isEmpty()) {
                        restricted.add(helper);
                    }
                }
            }
        }
        all.assertAll();
        assertThat(restricted).contains(Helper.TRACE_PRINTK).doesNotContain(Helper.KTIME_GET_COARSE_NS);
    }

    @ParameterizedTest
    @EnumSource
    void everyKernelFunctionIsRefused(Subject subject) {
        Code code = Code.of(List.of(new Instruction.CallKfunc(0, (short) 0), new Instruction.Exit()));
        try (Kernel kernel = subject.open()) {
            Set<String> refused = new TreeSet<>();
            for (KernelFunction function : KernelFunction.all()) {
                ProgramType type = function.isAllowed(ProgramType.XDP) ? ProgramType.XDP : ProgramType.SCHED_CLS;
                ProgramSpec spec = ProgramSpec.of("calls", type, code,
                        Map.of(0, new Reference.ToKernelFunction(function.name(), false))).withLicense(PROPRIETARY);
                String answer = refusal(kernel, spec);
                if (!answer.isEmpty()) {
                    assertThat(answer).as(function.name())
                            .isEqualTo(Errno.EINVAL
                                    + ": cannot call kernel function from non-GPL compatible program");
                    refused.add(function.name());
                } else {
                    assertThat(offers(kernel, spec)).as(function.name()).isFalse();
                }
            }
            assertThat(refused).contains("bpf_iter_num_new", "bpf_dynptr_slice", "bpf_strcmp");
        }
    }

    @Test
    void theMessageNamesTheHelperAndTheLicense() {
        try (Kernel kernel = Subject.CHECKED.open()) {
            ProgramSpec spec = calls(ProgramType.XDP, Helper.TRACE_PRINTK);
            assertThat(message(kernel, spec)).endsWith("(instruction 0: cannot call GPL-restricted function from "
                    + "non-GPL compatible program: bpf_trace_printk; its license is \"Proprietary\")");
            assertThat(message(kernel, spec.withLicense(""))).endsWith("bpf_trace_printk; it has no license)");
        }
    }

    private static String message(Kernel kernel, ProgramSpec spec) {
        try (BpfProgram program = kernel.loadProgram(spec, Map.of())) {
            return program.name();
        } catch (BpfException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
