package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType.Linkage;
import dev.osmia.btf.BtfType.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Set;

import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class StructOpsTargetTest {
    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int buffer = types.struct("sk_buff", 0);
    private final int pointer = types.pointer(buffer);
    private final int sock = types.struct("sock", 0);
    private final int tcp = types.struct("tcp_sock", 0);
    private final int call = types.pointer(types.proto(number, new Param("a", number), new Param("skb", pointer),
            new Param("sk", types.pointer(sock))));
    private final int table = table("Qdisc_ops", "enqueue");

    private int table(String name, String member) {
        int id = types.struct(name, 16, member(member, call, 0), member("size", number, 8));
        types.struct("bpf_struct_ops_" + name, 16, member("data", id, 0));
        return id;
    }

    private AttachResult attach(int id, int index, boolean sleeps, boolean isGpl) {
        Btf btf = types.build();
        return AttachTarget.ofKernel(KernelTypes.of(btf),
                new AttachTarget.Request(ProgramType.STRUCT_OPS, index, btf, id, sleeps, isGpl));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1 | EINVAL | attach to invalid member size(@idx 1) of struct Qdisc_ops",
            "2 | EINVAL | attach to invalid member idx 2 of struct Qdisc_ops",
            "-1 | EINVAL | attach to invalid member idx 4294967295 of struct Qdisc_ops"})
    void onlyFunctionsCanBeFilledIn(int index, Errno errno, String message) {
        assertThat(attach(table, index, false, true)).isEqualTo(new Refused(errno, message));
    }

    @Test
    void whatIsNoTableOfFunctionsIsRefused() {
        assertThat(attach(buffer, 0, false, true))
                .isEqualTo(new Refused(Errno.ENOTSUPP, "attach_btf_id " + buffer + " is not a supported struct"));
        assertThat(attach(0, 0, false, true)).isEqualTo(new Refused(Errno.ENOTSUPP, ""));
        assertThat(attach(table, 0, false, false))
                .isEqualTo(new Refused(Errno.EINVAL, "struct ops programs must have a GPL compatible license"));
    }

    @Test
    void theKernelsOwnFunctionSaysWhatIsSpecialAboutArguments() {
        types.function("Qdisc_ops__enqueue", types.proto(number, new Param("a", number), new Param("skb__ref", pointer),
                new Param("sk__nullable", types.pointer(sock))), Linkage.STATIC);
        assertThat(attach(table, 0, false, true)).isInstanceOfSatisfying(AttachPoint.class,
                point -> assertThat(point.known()).containsExactly(
                        new AttachPoint.KnownArgument(8, false, buffer, Set.of(PointerFlag.TRUSTED), true),
                        new AttachPoint.KnownArgument(16, false, sock,
                                Set.of(PointerFlag.TRUSTED, PointerFlag.MAYBE_NULL),
                                false)));
    }

    @Test
    void argumentsAreTrustedAndMayBeMoreThanTheirTypeSays() {
        int congestion = table("tcp_congestion_ops", "ssthresh");
        AttachPoint point = (AttachPoint) attach(congestion, 0, false, true);
        assertThat(FunctionArguments.access(KernelTypes.of(point.btf()), point, 16, 8, false))
                .isEqualTo(new ArgumentAccess.ObjectPointer(point.btf(), tcp, Set.of(PointerFlag.TRUSTED), false,
                        "func 'ssthresh' arg2 has btf_id " + sock + " type STRUCT 'sock'"));
    }

    @Test
    void someMembersAreNotForPrograms() {
        assertThat(attach(table("tcp_congestion_ops", "get_info"), 0, false, true)).isEqualTo(
                new Refused(Errno.ENOTSUPP, "attach to unsupported member get_info of struct tcp_congestion_ops"));
    }

    @Test
    void someMembersAreNotForProgramsThatSleep() {
        int dummy = table("bpf_dummy_ops", "test_1");
        assertThat(attach(dummy, 0, true, true))
                .isEqualTo(new Refused(Errno.EINVAL, "attach to unsupported member test_1 of struct bpf_dummy_ops"));
        assertThat(attach(dummy, 0, false, true)).isInstanceOf(AttachPoint.class);
    }

    @Test
    void whatIsHandedOverToBeGivenBackForbidsTailCalls() {
        types.function("Qdisc_ops__enqueue", types.proto(number, new Param("a", number), new Param("skb__ref", pointer),
                new Param("sk", types.pointer(sock))), Linkage.STATIC);
        assertThat(((AttachPoint) attach(table, 0, false, true)).tailCallRefusal())
                .contains(new Refused(Errno.EINVAL, "program with __ref argument cannot tail call"));
        assertThat(((AttachPoint) attach(table("other_ops", "call"), 0, false, true)).tailCallRefusal()).isEmpty();
    }
}
