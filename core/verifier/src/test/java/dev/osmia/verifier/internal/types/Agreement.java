package dev.osmia.verifier.internal.types;

import dev.osmia.btf.Btf;

import java.util.Set;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares what a load gives with the register that Linux's log shows for it. */
final class Agreement {
    private Agreement() {
    }

    static void check(Btf btf, String what, Linux.Verdict verdict, TypeAccess access,
            Function<TypeAccess.ObjectPointer, Set<PointerFlag>> trust) {
        switch (access) {
            case Refused(var errno, var message) -> {
                assertThat(verdict.log()).as(what).contains(message);
                assertThat(verdict.errno()).as(what).isEqualTo(errno.code());
            }
            case TypeAccess.PlainNumber() -> assertThat(loaded(verdict)).as(what).startsWith("scalar(");
            case TypeAccess.MemoryPointer() -> assertThat(loaded(verdict)).as(what).startsWith("rdonly_untrusted_mem(");
            case TypeAccess.ObjectPointer pointer -> assertThat(loaded(verdict)).as(what)
                    .startsWith(register(trust.apply(pointer)) + TypeFacts.name(btf, pointer.type()) + "(");
        }
    }

    /** How logs name a register of that sort. */
    static String register(Set<PointerFlag> flags) {
        return (flags.contains(PointerFlag.USER) ? "user_" : "")
                + (flags.contains(PointerFlag.PERCPU) ? "percpu_" : "")
                + (flags.contains(PointerFlag.RCU) ? "rcu_" : "")
                + (flags.contains(PointerFlag.UNTRUSTED) ? "untrusted_" : "")
                + (flags.contains(PointerFlag.TRUSTED) ? "trusted_" : "")
                + "ptr_" + (flags.contains(PointerFlag.MAYBE_NULL) ? "or_null_" : "");
    }

    /** What the log shows r0 to be, behind the last instruction that loads it; the whole log if it shows nothing. */
    static String loaded(Linux.Verdict verdict) {
        for (String line : verdict.log().reversed()) {
            int register = line.indexOf("; R0=");
            if (register >= 0 && line.contains(") r0 = *(")) {
                return line.substring(register + 5);
            }
        }
        return "errno " + verdict.errno() + "\n" + String.join("\n", verdict.log());
    }
}
