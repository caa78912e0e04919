package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.isa.Code;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.TypeRelocations;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRelocator;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code BPF_PROG_LOAD}. A refused program is loaded once more to get the verifier's log. */
final class ProgramLoader {
    private static final int LOG_START = 1 << 16;
    /** Before Linux 5.13 a larger buffer is refused; longer logs lose their start, since 6.4, and keep the reason. */
    private static final int LOG_MAXIMUM = (1 << 24) - 1;

    private final Descriptor.Owner owner;
    private final BtfObjects types;
    private final KernelSymbols symbols;

    ProgramLoader(Descriptor.Owner owner, BtfObjects types, KernelSymbols symbols) {
        this.owner = owner;
        this.types = types;
        this.symbols = symbols;
    }

    /** A loaded program's descriptor and the log that was asked for. */
    record Loaded(Descriptor descriptor, VerifierLog log) {}

    Loaded load(ProgramSpec program, Map<String, BpfMap> maps, int logLevel) {
        owner.requireOpen();
        Code code = CodeLinker.link(program, maps, symbols);
        try (Arena arena = Arena.ofConfined(); Descriptor table = openTypes(program)) {
            BpfStruct attributes = attributes(program, code, arena);
            if (table != null) {
                DebugInfo.describe(program, table, attributes, arena);
            }
            return load(program, attributes, logLevel);
        }
    }

    private @Nullable Descriptor openTypes(ProgramSpec program) {
        return program.btf() == null ? null : types.open(program.btf());
    }

    private BpfStruct attributes(ProgramSpec program, Code code, Arena arena) {
        return new BpfStruct(BpfLayout.PROGRAM_LOAD, arena).set("prog_type", program.type().id())
                .set("insn_cnt", code.slots())
                .set("insns", BpfStruct.copy(code.encode(ByteOrder.nativeOrder()), arena))
                .set("license", arena.allocateFrom(program.license()))
                .set("kern_version", program.kernelVersion())
                .set("prog_flags", program.flags())
                .set("prog_name", ObjectName.of(program.name()))
                .set("expected_attach_type", program.attachType() == null ? 0 : program.attachType().id())
                .set("attach_btf_id", AttachTarget.typeId(program, symbols));
    }

    private Loaded load(ProgramSpec program, BpfStruct attributes, int logLevel) {
        long result = 0;
        if (logLevel == 0) {
            result = Bpf.call(BpfCommand.PROG_LOAD, attributes);
            if (result >= 0) {
                return new Loaded(owner.own((int) result, "program " + program.name()), new VerifierLog(""));
            }
        }
        for (int bytes = LOG_START;; bytes = Math.min(4 * bytes, LOG_MAXIMUM)) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(bytes);
                attributes.set("log_buf", buffer).set("log_size", bytes).set("log_level", Math.max(logLevel, 1));
                long again = Bpf.call(BpfCommand.PROG_LOAD, attributes);
                if (again == Errno.ENOSPC.result() && bytes < LOG_MAXIMUM) {
                    continue;
                }
                VerifierLog log = new VerifierLog(buffer.getString(0, StandardCharsets.UTF_8));
                if (again >= 0) {
                    return new Loaded(owner.own((int) again, "program " + program.name()), log);
                }
                throw refusal(program, result < 0 ? result : again, log);
            }
        }
    }

    private static BpfException refusal(ProgramSpec program, long result, VerifierLog log) {
        Errno errno = Bpf.errno(result);
        return new BpfException("load program " + program.name(), errno,
                log.unknownCall(TypeRelocator.POISON.id())
                        .stream()
                        .boxed()
                        .flatMap(slot -> TypeRelocations.missing(program, slot)
                                .map(what -> program.place(slot) + ": " + what)
                                .stream())
                        .findFirst()
                        .or(log::reason)
                        .orElseGet(() -> Explanations.of(BpfCommand.PROG_LOAD, errno)),
                log.text());
    }
}
