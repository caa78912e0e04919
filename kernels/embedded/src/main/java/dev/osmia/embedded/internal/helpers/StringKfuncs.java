package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;

import java.util.Map;

/** Operations on texts that end in zero, wherever they lie. */
final class StringKfuncs implements KfuncFamily {
    /** {@code XATTR_SIZE_MAX}: what is longer is too big. */
    private static final int MAX = 65536;

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.ofEntries(
                Map.entry("bpf_strcmp", on((a, b) -> compare(a, b, false))),
                Map.entry("bpf_strcasecmp", on((a, b) -> compare(a, b, true))),
                Map.entry("bpf_strchr", (run, text, c, _, _, _) -> find(text(run, text), (byte) c, MAX)),
                Map.entry("bpf_strchrnul", (run, text, c, _, _, _) -> findOrEnd(text(run, text), (byte) c)),
                Map.entry("bpf_strnchr", (run, text, count, c, _, _) -> find(text(run, text), (byte) c, count)),
                Map.entry("bpf_strrchr", (run, text, c, _, _, _) -> findLast(text(run, text), (int) c)),
                Map.entry("bpf_strlen", (run, text, _, _, _, _) -> length(text(run, text), MAX)),
                Map.entry("bpf_strnlen", (run, text, count, _, _, _) -> length(text(run, text), count)),
                Map.entry("bpf_strspn", on((text, set) -> span(text, set, true))),
                Map.entry("bpf_strcspn", on((text, set) -> span(text, set, false))),
                Map.entry("bpf_strstr", on((text, part) -> search(text, part, MAX))),
                Map.entry("bpf_strnstr",
                        (run, a, b, count, _, _) -> search(text(run, a), text(run, b), count)));
    }

    /** What is done with two texts. */
    private interface Pair {
        long apply(FaultTolerantBytes first, FaultTolerantBytes second);
    }

    private static HelperFunction on(Pair operation) {
        return (run, first, second, _, _, _) -> operation.apply(text(run, first), text(run, second));
    }

    private static FaultTolerantBytes text(Run run, long address) {
        return new FaultTolerantBytes(run, address);
    }

    private static long compare(FaultTolerantBytes first, FaultTolerantBytes second, boolean ignoreCase) {
        if (!first.isKernel() || !second.isKernel()) {
            return Errno.ERANGE.result();
        }
        for (int at = 0; at < MAX; at++) {
            int a = first.at(at);
            int b = second.at(at);
            if (a < 0 || b < 0) {
                return Errno.EFAULT.result();
            }
            if (ignoreCase) {
                a = lowerCase(a);
                b = lowerCase(b);
            }
            if (a != b) {
                return a < b ? -1 : 1;
            }
            if (a == 0) {
                return 0;
            }
        }
        return Errno.E2BIG.result();
    }

    /** {@code tolower} of the kernel, which takes bytes for Latin-1. */
    private static int lowerCase(int c) {
        boolean upper = c >= 'A' && c <= 'Z' || c >= 0xc0 && c <= 0xde && c != 0xd7;
        return upper ? c + 'a' - 'A' : c;
    }

    private static long length(FaultTolerantBytes text, long count) {
        if (!text.isKernel()) {
            return Errno.ERANGE.result();
        }
        int at = 0;
        for (; at < MAX && Long.compareUnsigned(at, count) < 0; at++) {
            int c = text.at(at);
            if (c <= 0) {
                return c < 0 ? Errno.EFAULT.result() : at;
            }
        }
        return at == MAX ? Errno.E2BIG.result() : at;
    }

    private static long find(FaultTolerantBytes text, byte wanted, long count) {
        if (!text.isKernel()) {
            return Errno.ERANGE.result();
        }
        int at = 0;
        for (; at < MAX && Long.compareUnsigned(at, count) < 0; at++) {
            int c = text.at(at);
            if (c == (wanted & 0xff)) {
                return at;
            }
            if (c <= 0) {
                return c < 0 ? Errno.EFAULT.result() : Errno.ENOENT.result();
            }
        }
        return at == MAX ? Errno.E2BIG.result() : Errno.ENOENT.result();
    }

    private static long findOrEnd(FaultTolerantBytes text, byte wanted) {
        long found = find(text, wanted, MAX);
        return found == Errno.ENOENT.result() ? length(text, MAX) : found;
    }

    /** The wanted character is an {@code int}: what is no byte is never found. */
    private static long findLast(FaultTolerantBytes text, int wanted) {
        if (!text.isKernel()) {
            return Errno.ERANGE.result();
        }
        long last = Errno.ENOENT.result();
        for (int at = 0; at < MAX; at++) {
            int c = text.at(at);
            if (c < 0) {
                return Errno.EFAULT.result();
            }
            if (c == wanted) {
                last = at;
            }
            if (c == 0) {
                return last;
            }
        }
        return Errno.E2BIG.result();
    }

    /** How many characters at the start belong to the set, or do not. */
    private static long span(FaultTolerantBytes text, FaultTolerantBytes set, boolean belongs) {
        if (!text.isKernel() || !set.isKernel()) {
            return Errno.ERANGE.result();
        }
        for (int at = 0; at < MAX; at++) {
            int c = text.at(at);
            if (c <= 0) {
                return c < 0 ? Errno.EFAULT.result() : at;
            }
            long found = find(set, (byte) c, MAX);
            if (found != Errno.ENOENT.result() && found < 0) {
                return found;
            }
            if (found >= 0 != belongs) {
                return at;
            }
        }
        return Errno.E2BIG.result();
    }

    private static long search(FaultTolerantBytes text, FaultTolerantBytes part, long count) {
        if (!text.isKernel() || !part.isKernel()) {
            return Errno.ERANGE.result();
        }
        for (int first = 0; first < MAX; first++) {
            int at = 0;
            // One byte more of the part than of the text: the part may end where the text may go on.
            for (; Long.compareUnsigned(first + at, count) <= 0 && at < MAX; at++) {
                int wanted = part.at(at);
                if (wanted <= 0) {
                    return wanted < 0 ? Errno.EFAULT.result() : first;
                }
                if (first + at == count) {
                    break;
                }
                int c = text.at(first + at);
                if (c <= 0) {
                    return c < 0 ? Errno.EFAULT.result() : Errno.ENOENT.result();
                }
                if (c != wanted) {
                    break;
                }
            }
            if (at == MAX) {
                return Errno.E2BIG.result();
            }
            if (first + at == count) {
                return Errno.ENOENT.result();
            }
        }
        return Errno.E2BIG.result();
    }
}
