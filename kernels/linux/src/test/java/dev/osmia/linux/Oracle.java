package dev.osmia.linux;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static dev.osmia.abi.ProgramType.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the verifier of the running Linux says to small programs. */
final class Oracle implements AutoCloseable {
    private static final int LOG_SIZE = 1 << 16;

    /** Where programs of a type can be attached, if that matters to what they may do. */
    private static final Map<ProgramType, List<AttachType>> PLACES = new EnumMap<>(Map.of(
            XDP, List.of(AttachType.XDP, AttachType.XDP_DEVMAP),
            CGROUP_SOCK, List.of(AttachType.CGROUP_INET_SOCK_CREATE, AttachType.CGROUP_INET_SOCK_RELEASE,
                    AttachType.CGROUP_INET4_POST_BIND, AttachType.CGROUP_INET6_POST_BIND),
            CGROUP_SOCK_ADDR, List.of(AttachType.CGROUP_INET4_BIND, AttachType.CGROUP_INET6_BIND,
                    AttachType.CGROUP_INET4_CONNECT, AttachType.CGROUP_INET6_CONNECT,
                    AttachType.CGROUP_UDP4_SENDMSG, AttachType.CGROUP_UDP6_SENDMSG,
                    AttachType.CGROUP_UDP4_RECVMSG, AttachType.CGROUP_UDP6_RECVMSG,
                    AttachType.CGROUP_INET4_GETPEERNAME, AttachType.CGROUP_INET6_GETPEERNAME,
                    AttachType.CGROUP_INET4_GETSOCKNAME, AttachType.CGROUP_INET6_GETSOCKNAME,
                    AttachType.CGROUP_UNIX_CONNECT, AttachType.CGROUP_UNIX_SENDMSG, AttachType.CGROUP_UNIX_RECVMSG,
                    AttachType.CGROUP_UNIX_GETPEERNAME, AttachType.CGROUP_UNIX_GETSOCKNAME),
            CGROUP_SOCKOPT, List.of(AttachType.CGROUP_GETSOCKOPT, AttachType.CGROUP_SETSOCKOPT),
            SOCK_OPS, List.of(AttachType.CGROUP_SOCK_OPS),
            CGROUP_DEVICE, List.of(AttachType.CGROUP_DEVICE),
            SK_MSG, List.of(AttachType.SK_MSG_VERDICT),
            SK_REUSEPORT, List.of(AttachType.SK_REUSEPORT_SELECT, AttachType.SK_REUSEPORT_SELECT_OR_MIGRATE),
            SK_LOOKUP, List.of(AttachType.SK_LOOKUP),
            NETFILTER, List.of(AttachType.NETFILTER)));

    private static final List<AttachType> PROBES = List.of(AttachType.TRACE_KPROBE_MULTI,
            AttachType.TRACE_KPROBE_SESSION, AttachType.TRACE_UPROBE_MULTI, AttachType.TRACE_UPROBE_SESSION);

    /**
     * One way to load a program.
     *
     * @param type the type
     * @param attach where it expects to be attached, or null if that does not matter
     * @param name what it is for: {@code structure.function} for {@code STRUCT_OPS}, the name of an iterator; or empty
     * @param place the number for {@code expected_attach_type}
     * @param target the id of the kernel's type that it is for, or 0
     * @param flags {@code BPF_F_*}
     */
    record Loader(ProgramType type, @Nullable AttachType attach, String name, int place, int target, int flags) {
        static Loader of(ProgramType type) {
            return new Loader(type, null, "", 0, 0, type == SYSCALL ? ProgramFlag.SLEEPABLE.value() : 0);
        }

        Loader at(AttachType where) {
            return new Loader(type, where, name, where.id(), target, flags);
        }

        Loader on(int id) {
            return new Loader(type, attach, name, place, id, flags);
        }

        Loader named(String what) {
            return new Loader(type, attach, what, place, target, flags);
        }

        String structure() {
            return name.substring(0, name.indexOf('.'));
        }

        String function() {
            return name.substring(name.indexOf('.') + 1);
        }

        boolean isSleepable() {
            return (flags & ProgramFlag.SLEEPABLE.value()) != 0;
        }

        @Override
        public String toString() {
            return type + (attach == null ? "" : "/" + attach) + (name.isEmpty() ? "" : "/" + name);
        }
    }

    /** The answer: whether the program was loaded, and what the verifier wrote. */
    record Answer(boolean accepted, String log) {
        boolean says(String text) {
            return log.contains(text);
        }
    }

    private final KernelSymbols symbols = new KernelSymbols();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment log = arena.allocate(LOG_SIZE);

    private Oracle() {
    }

    /** Where bpf(2) is not allowed, or there is no BTF of the kernel, the test is skipped and says why. */
    static Oracle open() {
        Optional<String> reason = LinuxKernel.unavailableReason();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
        Oracle oracle = new Oracle();
        assumeTrue(oracle.types().size() > 1, "needs the kernel's BTF: CONFIG_DEBUG_INFO_BTF");
        assumeTrue(System.getProperty("os.version").startsWith("6.18."), "the tables are those of Linux 6.18");
        return oracle;
    }

    Btf types() {
        return symbols.types();
    }

    int id(String name, Class<? extends BtfType> kind) {
        return symbols.typeId(name, kind).orElseThrow();
    }

    /** Every way to load a program here: a program that does nothing is accepted, or refused for its result. */
    List<Loader> loaders() {
        List<Loader> all = new ArrayList<>();
        for (ProgramType type : ProgramType.values()) {
            switch (type) {
                case HOST, EXT -> {
                }
                case TRACING -> {
                    addTarget(all, Loader.of(type).at(AttachType.TRACE_RAW_TP), "btf_trace_sched_switch",
                            BtfType.Typedef.class);
                    for (String iterator : List.of("task", "tcp", "udp", "unix")) {
                        addTarget(all, Loader.of(type).at(AttachType.TRACE_ITER).named(iterator),
                                "bpf_iter_" + iterator, BtfType.Func.class);
                    }
                    for (AttachType attach : List.of(AttachType.TRACE_FENTRY, AttachType.TRACE_FEXIT,
                            AttachType.MODIFY_RETURN)) {
                        addTarget(all, Loader.of(type).at(attach), "bpf_fentry_test1", BtfType.Func.class);
                    }
                }
                case LSM -> {
                    for (AttachType attach : List.of(AttachType.LSM_MAC, AttachType.LSM_CGROUP)) {
                        addTarget(all, Loader.of(type).at(attach), "bpf_lsm_socket_bind", BtfType.Func.class);
                    }
                }
                case STRUCT_OPS -> List.of("tcp_congestion_ops", "bpf_dummy_ops", "Qdisc_ops", "sched_ext_ops",
                        "hid_bpf_ops").forEach(name -> all.addAll(operations(name)));
                case KPROBE -> {
                    all.add(Loader.of(type));
                    PROBES.forEach(attach -> all.add(Loader.of(type).at(attach)));
                }
                case TRACEPOINT -> {
                    all.add(Loader.of(type));
                    all.add(Loader.of(type).at(AttachType.TRACE_ITER));
                }
                default -> {
                    List<AttachType> places = PLACES.getOrDefault(type, List.of());
                    if (places.isEmpty()) {
                        all.add(Loader.of(type));
                    }
                    places.forEach(attach -> all.add(Loader.of(type).at(attach)));
                }
            }
        }
        all.removeIf(loader -> !canLoad(loader));
        return all;
    }

    private void addTarget(List<Loader> all, Loader loader, String name, Class<? extends BtfType> kind) {
        symbols.typeId(name, kind).ifPresent(id -> all.add(loader.on(id)));
    }

    private List<Loader> operations(String structure) {
        List<Loader> all = new ArrayList<>();
        symbols.typeId(structure, BtfType.Struct.class).ifPresent(id -> {
            if (types().type(id) instanceof BtfType.Struct struct) {
                for (int member = 0; member < struct.members().size(); member++) {
                    all.add(new Loader(STRUCT_OPS, null, structure + "." + struct.members().get(member).name(),
                            member, id, 0));
                }
            }
        });
        return all;
    }

    private boolean canLoad(Loader loader) {
        return List.of(0, 1)
                .stream()
                .anyMatch(result -> ask(loader, Programs.set(Register.R0, result),
                        new Instruction.Exit()).accepted());
    }

    Answer ask(Loader loader, Instruction... code) {
        return ask(loader, List.of(code));
    }

    /** Loads a program, and unloads it. */
    Answer ask(Loader loader, List<Instruction> instructions) {
        return ask(loader, "GPL", 1, instructions);
    }

    Answer ask(Loader loader, String license, int level, List<Instruction> instructions) {
        Code code = Code.of(instructions);
        try (Arena call = Arena.ofConfined()) {
            log.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 0);
            BpfStruct attributes = new BpfStruct(BpfLayout.PROGRAM_LOAD, call).set("prog_type", loader.type().id())
                    .set("insn_cnt", code.slots())
                    .set("insns", BpfStruct.copy(code.encode(ByteOrder.nativeOrder()), call))
                    .set("license", call.allocateFrom(license))
                    .set("log_level", level)
                    .set("log_size", LOG_SIZE)
                    .set("log_buf", log)
                    .set("prog_flags", loader.flags())
                    .set("expected_attach_type", loader.place())
                    .set("attach_btf_id", loader.target());
            long result = Bpf.call(BpfCommand.PROG_LOAD, attributes);
            if (result >= 0) {
                SystemCalls.call(SystemCall.CLOSE, result);
            }
            return new Answer(result >= 0, log.getString(0, StandardCharsets.UTF_8));
        }
    }

    /** Whether the kernel takes a table of types. */
    boolean takes(Btf table) {
        byte[] bytes = table.write(ByteOrder.nativeOrder());
        try (Arena call = Arena.ofConfined()) {
            long result = Bpf.call(BpfCommand.BTF_LOAD, new BpfStruct(BpfLayout.BTF_LOAD, call)
                    .set("btf", BpfStruct.copy(bytes, call))
                    .set("btf_size", bytes.length));
            if (result >= 0) {
                SystemCalls.call(SystemCall.CLOSE, result);
            }
            return result >= 0;
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
