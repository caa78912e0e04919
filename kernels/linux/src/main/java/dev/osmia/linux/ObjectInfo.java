package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;

import java.lang.foreign.Arena;
import java.util.function.Function;

/** {@code BPF_OBJ_GET_INFO_BY_FD}: what the kernel knows about a descriptor. */
final class ObjectInfo {
    private ObjectInfo() {
    }

    static MapInfo ofMap(Descriptor map) {
        return ask(map, BpfLayout.MAP_INFO, MapInfo::of);
    }

    static ProgramInfo ofProgram(Descriptor program) {
        return ask(program, BpfLayout.PROGRAM_INFO, ProgramInfo::of);
    }

    private static <T> T ask(Descriptor descriptor, BpfLayout layout, Function<BpfStruct, T> reader) {
        return descriptor.use(fd -> {
            try (Arena arena = Arena.ofConfined()) {
                BpfStruct info = new BpfStruct(layout, arena);
                BpfStruct attributes = new BpfStruct(BpfLayout.INFO_BY_FD, arena).set("bpf_fd", fd)
                        .set("info_len", layout.size())
                        .set("info", info.memory());
                Bpf.require(BpfCommand.OBJ_GET_INFO_BY_FD, attributes, "ask for information");
                return reader.apply(info);
            }
        });
    }
}
