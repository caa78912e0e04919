package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.StructOps;
import dev.osmia.abi.WritableFields;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Stores to the kernel's objects: what Linux says, and what we say. */
class StoreAgreementTest {
    private static final int CURRENT_TASK = 158;

    private KernelTypes types;
    private Btf btf;

    @BeforeEach
    void asksLinux() {
        types = Linux.types();
        btf = types.kernel();
        Linux.assumeAsked();
    }

    @ParameterizedTest
    @CsvSource({"tcp_congestion_ops, 0, tcp_sock, 3", "bpf_dummy_ops, 1, bpf_dummy_ops_state, 1"})
    void tablesOfFunctionsMayWriteSomeMembers(String table, int member, String struct, int step) {
        int target = find(table);
        int type = find(struct);
        WritableFields fields = WritableFields.of(StructOps.of(table)).orElseThrow();
        for (int at = 0; at < btf.sizeOf(type); at += step) {
            for (int size = 1; size <= 8; size *= 2) {
                int off = at / size * size;
                check(struct + " at " + off + " size " + size, StoreAccess.refusal(types, fields, btf, type, off, size),
                        new Linux.Question(ProgramType.STRUCT_OPS, member, target, 0, false, Code.load(8, 2, 1, 0),
                                Code.store(size, 2, off), Code.ZERO, Code.EXIT));
            }
        }
    }

    @Test
    void tablesOfFunctionsMayNotWriteOtherStructs() {
        String table = "tcp_congestion_ops";
        checkTask(WritableFields.of(StructOps.of(table)), ProgramType.STRUCT_OPS, 0, find(table));
    }

    @ParameterizedTest
    @EnumSource(names = {"XDP", "SCHED_CLS", "SCHED_ACT", "RAW_TRACEPOINT", "CGROUP_SKB"})
    void programsMayNotWriteTasks(ProgramType program) {
        checkTask(WritableFields.of(program), program, AttachType.CGROUP_INET_INGRESS.id(), 0);
    }

    private void checkTask(Optional<WritableFields> fields, ProgramType program, int attachType, int target) {
        check(program + " task", StoreAccess.refusal(types, fields.orElse(null), btf, find("task_struct"), 16, 4),
                new Linux.Question(program, attachType, target, 0, false, Code.helper(CURRENT_TASK),
                        Code.store(4, 0, 16), Code.ZERO, Code.EXIT));
    }

    private static void check(String what, Optional<Refused> refusal, Linux.Question question) {
        Linux.Verdict verdict = Linux.load(question);
        assertThat(verdict.errno()).as(what).isEqualTo(refusal.map(refused -> refused.errno().code()).orElse(0));
        refusal.ifPresent(refused -> assertThat(verdict.log()).as(what).contains(refused.message()));
    }

    private int find(String name) {
        return KernelTypes.find(btf, name, BtfKind.STRUCT).orElseThrow();
    }
}
