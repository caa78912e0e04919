package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;

import java.util.List;
import java.util.stream.IntStream;

/** The kernel's own type of the name of a program's, apart from what follows three underscores ({@code btf_get_ptr_to_btf_id}). */
final class KernelCounterpart {
    private static final String FLAVOR = "___";

    private KernelCounterpart() {
    }

    /** What is found. */
    sealed interface Result {
    }

    record Type(int id) implements Result {}

    record None(Refused refusal) implements Result {}

    static Result of(KernelTypes types, Btf btf, int type, int argument) {
        String name = TypeFacts.name(btf, type);
        String what = "arg#" + argument + " reference type('" + TypeFacts.kindName(btf, type) + " "
                + TypeFacts.shownName(name) + "') ";
        if (name.isEmpty()) {
            return none(Errno.EINVAL, what + "candidate matching error: " + Errno.EINVAL.result());
        }
        List<Integer> own = candidates(types.kernel(), essential(name), btf.kind(type));
        if (own.size() == 1) {
            return new Type(own.getFirst());
        }
        if (own.size() > 1) {
            return none(Errno.ESRCH, what + "is ambiguous");
        }
        int others = types.modules()
                .stream()
                .mapToInt(module -> candidates(module, essential(name), btf.kind(type)).size())
                .sum();
        return switch (others) {
            case 0 -> none(Errno.ENOENT, what + "has no matches");
            case 1 -> none(Errno.EOPNOTSUPP, what + "points to kernel module type (unsupported)");
            default -> none(Errno.ESRCH, what + "is ambiguous");
        };
    }

    private static None none(Errno errno, String message) {
        return new None(new Refused(errno, message));
    }

    private static List<Integer> candidates(Btf btf, String essential, BtfKind kind) {
        return IntStream.range(btf.firstId(), btf.size())
                .filter(id -> btf.kind(id) == kind && btf.name(id).startsWith(essential)
                        && essential(btf.name(id)).length() == essential.length())
                .boxed()
                .toList();
    }

    /** The name without its flavor: exactly three underscores, between other characters, and all behind them. */
    static String essential(String name) {
        for (int at = name.length() - FLAVOR.length() - 1; at > 0; at--) {
            if (name.startsWith(FLAVOR, at) && name.charAt(at - 1) != '_' && name.charAt(at + FLAVOR.length()) != '_') {
                return name.substring(0, at);
            }
        }
        return name;
    }
}
