package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.MemberLocation;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.types.KernelTypes;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Which fields of the kernel's own objects programs may write (the {@code btf_struct_access} functions of program types). */
final class WritableFields {
    private static final Rule CONNECTION = new Rule(List.of("nf_conn", "nf_conn___init"), "nf_conn",
            List.of("nf_conn.mark"), true);
    private static final Rule CONGESTION = new Rule(List.of("tcp_sock"), "tcp_sock",
            List.of("sock.sk_pacing_rate", "sock.sk_pacing_status", "inet_connection_sock.icsk_ca_priv",
                    "inet_connection_sock.icsk_ack.pending", "tcp_sock.snd_cwnd", "tcp_sock.snd_cwnd_cnt",
                    "tcp_sock.snd_cwnd_stamp", "tcp_sock.snd_ssthresh", "tcp_sock.ecn_flags", "tcp_sock.app_limited"),
            true);
    private static final Rule SCHEDULER = new Rule(List.of("task_struct"), "task_struct",
            List.of("task_struct.scx.slice", "task_struct.scx.dsq_vtime", "task_struct.scx.disallow"), false);
    private static final Rule QUEUE_PACKET = new Rule(List.of("sk_buff"), "sk_buff",
            List.of("sk_buff.tstamp", "sk_buff.cb"), false);

    private final Verification of;

    /**
     * The fields of some structs.
     *
     * @param structs what may be written at all
     * @param shown what messages call them
     * @param fields struct, a dot, and the path to the member
     * @param isExplained whether Linux says what is wrong
     */
    private record Rule(List<String> structs, String shown, List<String> fields, boolean isExplained) {}

    /** Bytes of a struct. */
    private record Place(int start, int end) {}

    WritableFields(Verification of) {
        this.of = of;
    }

    /** Checks a store to an object of the kernel. */
    void check(Btf btf, int type, int off, int size) {
        String struct = btf.name(type);
        Rule rule = rule(struct);
        if (rule == null) {
            throw of.forbid("only read is supported");
        }
        if (rule.structs.isEmpty()) {
            return;
        }
        if (!rule.structs.contains(struct)) {
            throw of.forbid(rule.isExplained ? "only read is supported" : "");
        }
        for (String field : rule.fields) {
            Place place = find(btf, field);
            if (place == null) {
                continue;
            }
            int start = place.start;
            int end = place.end;
            boolean startsThere = field.endsWith("_priv") || !rule.isExplained
                    ? off >= start && off < end
                    : off == start;
            if (startsThere && off + size <= end) {
                return;
            }
            if (startsThere && rule.isExplained) {
                throw of.forbid("write access at off " + off + " with size " + size + " beyond the member of "
                        + rule.shown + " ended at " + end);
            }
        }
        throw of.forbid(rule.isExplained ? "no write support to " + rule.shown + " at off " + off : "");
    }

    private @Nullable Rule rule(String struct) {
        ProgramType type = of.program.resolvedType();
        if (type == ProgramType.XDP || type == ProgramType.SCHED_CLS || type == ProgramType.SCHED_ACT) {
            boolean hasTracking = KernelTypes.find(of.kernel().kernel(), "nf_conn", BtfKind.STRUCT).isPresent();
            return hasTracking ? CONNECTION : new Rule(List.of(""), "", List.of(), false);
        }
        if (type != ProgramType.STRUCT_OPS) {
            return null;
        }
        Btf kernel = of.kernel().kernel();
        return switch (kernel.name(of.program.attachment().id())) {
            case "tcp_congestion_ops" -> CONGESTION;
            case "sched_ext_ops" -> SCHEDULER;
            case "Qdisc_ops" -> QUEUE_PACKET;
            case "bpf_dummy_ops" -> {
                if (!struct.equals("bpf_dummy_ops_state")) {
                    throw of.forbid("only access to bpf_dummy_ops_state is supported");
                }
                yield new Rule(List.of(), "", List.of(), false);
            }
            default -> null;
        };
    }

    /** Where a field is, null if this kernel has none such. */
    private static @Nullable Place find(Btf btf, String field) {
        String[] path = field.split("\\.");
        int type = KernelTypes.find(btf, path[0], BtfKind.STRUCT).orElse(0);
        int start = 0;
        for (String name : List.of(path).subList(1, path.length)) {
            MemberLocation member = type == 0 ? null : btf.member(type, name).orElse(null);
            if (member == null) {
                return null;
            }
            start += member.bitOffset() / Byte.SIZE;
            type = member.member().type();
        }
        return new Place(start, start + (int) btf.byteSizeOf(type));
    }
}
