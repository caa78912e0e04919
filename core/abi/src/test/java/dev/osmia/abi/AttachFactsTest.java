package dev.osmia.abi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What the tables say of functions, tracepoints and iterators; that Linux says the same is shown where types are judged. */
class AttachFactsTest {
    @ParameterizedTest
    @EnumSource(FunctionTrait.class)
    void everyTraitIsThatOfSomeFunction(FunctionTrait trait) {
        assertThat(trait.names()).isNotEmpty().allMatch(trait::isOf);
        assertThat(trait.isOf("no_such_function")).isFalse();
    }

    @Test
    void aNameMayStandForAllThatBeginSo() {
        assertThat(FunctionTrait.MODIFIABLE.isOf("security_file_open")).isTrue();
        assertThat(FunctionTrait.ERROR_INJECTION.isOf("__x64_sys_read")).isTrue();
        assertThat(FunctionTrait.NO_RETURN.isOf("do_exit_not")).isFalse();
    }

    @Test
    void sleepingIsOnlyDeniedWhereErrorsCanBeInjected() {
        assertThat(FunctionTrait.NOT_SLEEPABLE.names()).allMatch(FunctionTrait.ERROR_INJECTION::isOf);
        assertThat(FunctionTrait.MODIFIABLE_SLEEPABLE.names()).allMatch(FunctionTrait.MODIFIABLE::isOf);
    }

    @ParameterizedTest
    @CsvSource({"kfree_skb, 3, false", "cachefiles_lookup, 0, false", "cachefiles_lookup, 2, true"})
    void tracepointsMarkTheirArguments(String tracepoint, int argument, boolean isError) {
        TracepointArguments arguments = TracepointArguments.of(tracepoint).orElseThrow();
        assertThat(arguments.errors().contains(argument)).isEqualTo(isError);
        assertThat(arguments.nullable().contains(argument)).isEqualTo(!isError);
    }

    @Test
    void aTracepointMayBeKnownToHaveNothingToMark() {
        assertThat(TracepointArguments.of("bpf_testmod_test_read"))
                .contains(new TracepointArguments(Set.of(), Set.of()));
        assertThat(TracepointArguments.of("sched_switch")).isEmpty();
    }

    @Test
    void iteratorsSayWhatTheyHandOver() {
        assertThat(IteratorTarget.named("bpf_map_elem").orElseThrow().arguments()).containsExactly(
                new IteratorTarget.Argument(16, IteratorTarget.Sort.CONSTANT, ""),
                new IteratorTarget.Argument(24, IteratorTarget.Sort.BUFFER, ""));
        assertThat(IteratorTarget.named("task").orElseThrow().arguments())
                .containsExactly(new IteratorTarget.Argument(8, IteratorTarget.Sort.TRUSTED, "task_struct"));
        assertThat(IteratorTarget.named("none")).isEmpty();
    }

    @Test
    void tablesOfFunctionsHaveRules() {
        assertThat(StructOps.of("tcp_congestion_ops")).isEqualTo(new StructOps("tcp_congestion_ops", "bpf_tcp_ca_",
                Set.of("get_info"), Set.of(), Map.of("sock", "tcp_sock")));
        assertThat(StructOps.of("bpf_dummy_ops").sleepable()).containsExactly("test_sleepable");
        assertThat(StructOps.of("sched_ext_ops"))
                .isEqualTo(new StructOps("sched_ext_ops", "sched_ext_ops__", Set.of(), Set.of(), Map.of()));
    }

    @Test
    void trustedFieldsAreFoundByStructMemberAndTarget() {
        assertThat(TrustedField.of("mm_struct", "exe_file", "file"))
                .contains(new TrustedField("mm_struct", "exe_file", "file", true, true));
        assertThat(TrustedField.of("file", "f_inode", "inode"))
                .contains(new TrustedField("file", "f_inode", "inode", false, false));
        assertThat(TrustedField.of("file", "f_inode", "path")).isEmpty();
        assertThat(TrustedField.of("path", "dentry", "dentry")).isEmpty();
    }
}
