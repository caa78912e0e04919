package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;

import java.util.EnumMap;
import java.util.Map;

import static dev.osmia.abi.BpfCommand.BTF_LOAD;
import static dev.osmia.abi.BpfCommand.LINK_CREATE;
import static dev.osmia.abi.BpfCommand.MAP_CREATE;
import static dev.osmia.abi.BpfCommand.MAP_FREEZE;
import static dev.osmia.abi.BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM;
import static dev.osmia.abi.BpfCommand.MAP_LOOKUP_BATCH;
import static dev.osmia.abi.BpfCommand.MAP_LOOKUP_ELEM;
import static dev.osmia.abi.BpfCommand.MAP_UPDATE_ELEM;
import static dev.osmia.abi.BpfCommand.PROG_LOAD;
import static dev.osmia.abi.BpfCommand.PROG_TEST_RUN;

/** What an error number means for a command of bpf(2), in words that help (Linux, {@code kernel/bpf/syscall.c}). */
final class Explanations {
    private static final Map<BpfCommand, Map<Errno, String>> BY_COMMAND = new EnumMap<>(Map.of(
            MAP_CREATE, Map.of(
                    Errno.EINVAL, "sizes, flags or number of entries do not fit the map type",
                    Errno.E2BIG, "key, value or number of entries is larger than Linux allows for the map type",
                    Errno.ENOMEM, "no memory for that many entries, or the memory control group is full"),
            MAP_UPDATE_ELEM, Map.of(
                    Errno.E2BIG, "the map is full, or the index is beyond its last element",
                    Errno.EEXIST, "BPF_NOEXIST was given and the key is there",
                    Errno.ENOENT, "BPF_EXIST was given and the key is not there",
                    Errno.EPERM, "the map is frozen or read-only",
                    Errno.EBADF, "the value is no descriptor of what the map holds",
                    Errno.EINVAL, "the flags, or what the value refers to, do not fit the map",
                    Errno.EOPNOTSUPP, "maps of this type are not updated from outside of programs"),
            MAP_LOOKUP_ELEM, Map.of(
                    Errno.EPERM, "the map is write-only",
                    Errno.EOPNOTSUPP, "maps of this type cannot be read from outside of programs",
                    Errno.ENOTSUPP, "maps of this type have no elements to look up"),
            MAP_LOOKUP_AND_DELETE_ELEM, Map.of(
                    Errno.ENOTSUPP, "elements of this map type cannot be removed while looking them up",
                    Errno.EPERM, "the map is frozen, read-only or write-only"),
            MAP_LOOKUP_BATCH, Map.of(Errno.ENOSPC, "a hash bucket holds more elements than were asked for"),
            MAP_FREEZE, Map.of(
                    Errno.EBUSY, "the map is mapped into memory for writing",
                    Errno.EPERM, "the map is frozen already, or read-only",
                    Errno.ENOTSUPP, "maps of this type cannot be frozen"),
            PROG_LOAD, Map.of(
                    Errno.EACCES, "the verifier refuses the program",
                    Errno.EINVAL, "the verifier refuses the program, or an attribute does not fit its type",
                    Errno.E2BIG, "the program is too long or too complex to verify"),
            PROG_TEST_RUN, Map.of(
                    Errno.EINVAL,
                    "packet, context or flags do not suit the program type; packets have at least 14 bytes",
                    Errno.ENOTSUPP, "programs of this type cannot be run by hand",
                    Errno.EOPNOTSUPP, "programs of this type cannot be run by hand"),
            BTF_LOAD, Map.of(Errno.EINVAL, "the kernel does not accept these types"),
            LINK_CREATE, Map.of(
                    Errno.EBUSY, "another program is attached there already",
                    Errno.EOPNOTSUPP, "the device has no support for this mode")));

    private Explanations() {
    }

    /** The meaning, or empty where the name of the error says it all. */
    static String of(BpfCommand command, Errno errno) {
        String known = BY_COMMAND.getOrDefault(command, Map.of()).get(errno);
        if (known != null) {
            return known;
        }
        return errno == Errno.EPERM ? Capabilities.current().explainRefusal() : "";
    }
}
