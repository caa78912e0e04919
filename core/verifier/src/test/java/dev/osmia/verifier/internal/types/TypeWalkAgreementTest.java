package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static dev.osmia.verifier.internal.types.LoadedTrust.Source.OLD;
import static dev.osmia.verifier.internal.types.LoadedTrust.Source.TRUSTED;
import static dev.osmia.verifier.internal.types.LoadedTrust.Source.UNTRUSTED;

/** Loads from the kernel's structs, at many offsets: what Linux says, and what we say. */
class TypeWalkAgreementTest {
    private static final int[] SIZES = {8, 8, 8, 4, 2, 1};
    private static final int WALKS = 60;
    private static final int DEEPEST = 4;

    private Btf btf;

    @BeforeEach
    void asksLinux() {
        btf = Linux.types().kernel();
        Linux.assumeAsked();
    }

    /** Tracepoints, whose pointers are trusted: a random load, and another one through each pointer that it gives. */
    @ParameterizedTest
    @CsvSource({"sched_switch, 1, task_struct", "netif_receive_skb, 0, sk_buff", "mm_lru_insertion, 0, folio",
            "inet_sock_set_state, 0, sock", "sched_process_exec, 2, linux_binprm", "block_rq_issue, 0, request",
            "writeback_mark_inode_dirty, 0, inode", "net_dev_xmit, 2, net_device",
            "workqueue_queue_work, 1, pool_workqueue",
            "cgroup_mkdir, 0, cgroup", "tcp_probe, 0, sock"})
    void loadsBehindTracepointsGiveWhatLinuxSays(String tracepoint, int argument, String struct) {
        walk(new Start(AttachType.TRACE_RAW_TP, find("btf_trace_" + tracepoint, BtfKind.TYPEDEF), argument,
                find(struct, BtfKind.STRUCT), TRUSTED));
    }

    /** Iterators from before Linux knew of trust. */
    @ParameterizedTest
    @CsvSource({"task_file, 1, task_struct", "task_file, 3, file", "task_vma, 2, vm_area_struct",
            "bpf_prog, 1, bpf_prog",
            "bpf_link, 1, bpf_link"})
    void loadsBehindIteratorsGiveWhatLinuxSays(String iterator, int argument, String struct) {
        walk(new Start(AttachType.TRACE_ITER, find("bpf_iter_" + iterator, BtfKind.FUNC), argument,
                find(struct, BtfKind.STRUCT), OLD));
    }

    private record Start(AttachType attachType, int target, int argument, int struct, LoadedTrust.Source source) {}

    private void walk(Start start) {
        Random random = new Random(start.target());
        for (int i = 0; i < WALKS; i++) {
            walk(start, random);
        }
    }

    private void walk(Start start, Random random) {
        List<Long> code = new ArrayList<>(List.of(Code.load(8, 2, 1, start.argument() * 8), Code.exitIfNull(2)));
        LoadedTrust.Source source = start.source();
        int struct = start.struct();
        StringBuilder path = new StringBuilder();
        for (int depth = 0; depth < DEEPEST; depth++) {
            int size = SIZES[random.nextInt(SIZES.length)];
            int off = random.nextInt(btf.sizeOf(struct) + 8) / size * size;
            int from = struct;
            LoadedTrust.Source trust = source;
            path.append(' ').append(btf.name(struct)).append('+').append(off).append('/').append(size);
            code.addAll(List.of(Code.add(2, off), Code.load(size, 0, 2, 0)));
            TypeAccess access = TypeWalk.access(btf, struct, off, size);
            Agreement.check(btf, path.toString(), ask(start, code), access,
                    pointer -> LoadedTrust.of(btf, from, pointer, trust, true));
            if (!(access instanceof TypeAccess.ObjectPointer pointer)) {
                return;
            }
            Set<PointerFlag> flags = LoadedTrust.of(btf, from, pointer, trust, true);
            if (flags.contains(PointerFlag.USER) || flags.contains(PointerFlag.PERCPU)) {
                return;
            }
            source = source(flags);
            struct = pointer.type();
            code.addAll(List.of(Code.copy(2, 0), Code.exitIfNull(2)));
        }
    }

    private static LoadedTrust.Source source(Set<PointerFlag> flags) {
        if (flags.contains(PointerFlag.UNTRUSTED)) {
            return UNTRUSTED;
        }
        return flags.contains(PointerFlag.TRUSTED) || flags.contains(PointerFlag.RCU) ? TRUSTED : OLD;
    }

    /** Every early exit ends the path that was taken last, so what the log shows at the end is the last load. */
    private static Linux.Verdict ask(Start start, List<Long> code) {
        List<Long> whole = new ArrayList<>(code);
        whole.addAll(List.of(Code.ZERO, Code.EXIT));
        int end = whole.size() - 2;
        long[] words = new long[whole.size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = Code.isJump(whole.get(i)) ? Code.jumpTo(whole.get(i), end - i - 1) : whole.get(i);
        }
        return Linux.load(new Linux.Question(ProgramType.TRACING, start.attachType(), start.target(), words));
    }

    private int find(String name, BtfKind kind) {
        return KernelTypes.find(btf, name, kind).orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }
}
