package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.KernelConfig;
import dev.osmia.kernel.TypeRelocations;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRelocator;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Linux kernel that this process runs on. It needs x86-64 or arm64, the capabilities CAP_BPF, CAP_PERFMON and
 * CAP_NET_ADMIN (or CAP_SYS_ADMIN), and native access for this module.
 *
 * <p>Sizes that object files leave open are filled in as libbpf does: a perf event array without entries gets one for
 * each CPU, ring buffers grow to a power of two of at least a page. Types (BTF) that the kernel does not accept are left
 * out.
 */
public final class LinuxKernel implements Kernel {
    private final Descriptor.Owner owner = new Descriptor.Owner();
    private final int cpus;
    private final MapCreator maps;
    private final ProgramLoader programs;
    private final KernelSymbols symbols;

    private LinuxKernel() {
        cpus = Cpus.possible();
        BtfObjects types = new BtfObjects(owner);
        maps = new MapCreator(owner, types, cpus);
        symbols = new KernelSymbols();
        programs = new ProgramLoader(owner, types, symbols);
    }

    /**
     * Opens the kernel. What it makes belongs to this object.
     *
     * @throws UnsupportedOperationException with {@link #unavailableReason} if bpf(2) cannot be used here
     */
    public static LinuxKernel open() {
        unavailableReason().ifPresent(reason -> {
            throw new UnsupportedOperationException(reason);
        });
        return new LinuxKernel();
    }

    /** Why this process cannot use Linux's eBPF: another system or machine, or a missing permission. Empty if it can. */
    public static Optional<String> unavailableReason() {
        Optional<String> machine = SystemCall.unavailableReason(System.getProperty("os.name"),
                System.getProperty("os.arch"));
        return machine.or(LinuxKernel::refusal);
    }

    private static Optional<String> refusal() {
        List<String> missing = Capabilities.current().missing();
        if (!missing.isEmpty()) {
            return Optional.of("bpf(2) is not permitted: this process lacks " + String.join(", ", missing));
        }
        try (Arena arena = Arena.ofConfined(); Descriptor.Owner probes = new Descriptor.Owner()) {
            BpfStruct smallest = new BpfStruct(BpfLayout.MAP_CREATE, arena).set("map_type", MapType.ARRAY.id())
                    .set("key_size", Integer.BYTES)
                    .set("value_size", Integer.BYTES)
                    .set("max_entries", 1);
            long result = Bpf.call(BpfCommand.MAP_CREATE, smallest);
            if (result >= 0) {
                probes.own((int) result, "probe");
                return Optional.empty();
            }
            Errno errno = Bpf.errno(result);
            return Optional.of(errno == Errno.ENOSYS
                    ? "this kernel is built without bpf(2)"
                    : "bpf(2) is refused: " + errno + " (" + Explanations.of(BpfCommand.MAP_CREATE, errno) + ")");
        }
    }

    @Override
    public String name() {
        return "Linux " + System.getProperty("os.version");
    }

    @Override
    public int cpus() {
        return cpus;
    }

    /** What {@code /proc/config.gz} or {@code /boot} says of the running kernel, and what it shows when it is tried. */
    @Override
    public KernelConfig config() {
        return LinuxConfig.read(this, symbols);
    }

    /** Those of {@code /sys/kernel/btf}: the kernel's and, for what it lacks, its modules'. */
    @Override
    public Optional<TypeRelocator> types() {
        return symbols.relocator();
    }

    @Override
    public LinuxMap createMap(MapSpec spec) {
        return maps.create(spec);
    }

    @Override
    public LinuxProgram loadProgram(ProgramSpec spec, Map<String, BpfMap> maps) {
        return loadProgram(spec, maps, 0);
    }

    /**
     * Loads a program and keeps what the verifier writes.
     *
     * @param logLevel 1 for the instructions of the path, 2 for every state, 4 for statistics, added up; 0 for no log
     * @throws BpfException if the kernel refuses; it has the log, of level 1 if none was asked for
     * @throws java.util.NoSuchElementException if the program refers to a map that is not among {@code maps}
     */
    public LinuxProgram loadProgram(ProgramSpec spec, Map<String, BpfMap> maps, int logLevel) {
        ProgramSpec adjusted = TypeRelocations.resolve(spec, this);
        return new LinuxProgram(adjusted, programs.load(adjusted, maps, logLevel), owner);
    }

    @Override
    public void close() {
        owner.close();
    }

    @Override
    public String toString() {
        return name();
    }
}
