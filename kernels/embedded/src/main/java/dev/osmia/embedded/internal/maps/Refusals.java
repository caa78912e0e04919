package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapTrait;

/** Why a map refuses what user space asks, in words. */
final class Refusals {
    private Refusals() {
    }

    static String explain(EmbeddedMap map, Errno errno) {
        return switch (errno) {
            case EPERM -> map.isFrozen()
                    ? "the map is frozen"
                    : "it was created read-only or write-only for user space";
            case E2BIG -> map.type().is(MapTrait.INDEXED)
                    ? "indexes end at " + (entries(map) - 1)
                    : "the map is full, it holds " + entries(map) + " elements";
            case EEXIST -> map.type().is(MapTrait.INDEXED)
                    ? "all elements of an array exist"
                    : "the element exists already";
            case ENOENT -> "there is no such element";
            case ENOTSUPP, EOPNOTSUPP -> "a map of this type and content does not do that";
            case ENOMEM -> "the kernel's memory is used up";
            case EBADF -> switch (map.type()) {
                case PROG_ARRAY -> "the value is no program's handle";
                case PERF_EVENT_ARRAY -> "the value is no perf event's handle: perfBuffer() makes the only ones";
                default -> "the value is no map's handle";
            };
            case EINVAL -> switch (map.type()) {
                case DEVMAP, DEVMAP_HASH ->
                    "wrong flags or key, no such network interface, or no program of type xdp/devmap";
                case QUEUE, STACK -> "wrong flags, or an operation on keys, of which there are none";
                default -> map.type().is(MapTrait.INDEXED)
                        ? "wrong flags or value, or elements of arrays cannot be deleted"
                        : "wrong flags, key or value";
            };
            case EOVERFLOW -> "the queue of a CPU holds at most 16384 packets";
            case ENODEV -> "the kernel has no such CPU";
            default -> "";
        };
    }

    private static long entries(EmbeddedMap map) {
        return Integer.toUnsignedLong(map.spec().maxEntries());
    }
}
