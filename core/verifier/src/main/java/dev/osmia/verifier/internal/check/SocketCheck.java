package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ContextAccess;
import dev.osmia.abi.ContextField;
import dev.osmia.abi.ContextLayout;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Loads from the views of sockets ({@code check_sock_access}). */
final class SocketCheck {
    private static final Set<String> FULL_ONLY = Set.of("type", "protocol", "mark", "priority");
    private static final Map<Integer, ContextAccess> VIEWS = Map.of(RegType.SOCKET, view("bpf_sock", _ -> true),
            RegType.SOCK_COMMON, view("bpf_sock", field -> !FULL_ONLY.contains(field.name())), RegType.TCP_SOCK,
            view("bpf_tcp_sock", _ -> true), RegType.XDP_SOCK, view("bpf_xdp_sock", _ -> true));

    private final Verification of;

    SocketCheck(Verification of) {
        this.of = of;
    }

    private static ContextAccess view(String structure, Predicate<ContextField> isReadable) {
        ContextLayout layout = ContextLayout.of(structure).orElseThrow();
        return new ContextAccess(layout, layout.fields().stream().filter(isReadable).toList(), List.of());
    }

    void access(int register, int off, int size, boolean isWrite, int target) {
        Reg pointer = of.reg(register);
        String name = RegType.name(pointer.type());
        if (isWrite) {
            throw of.forbid("R" + register + " cannot write into " + name);
        }
        if (pointer.value().smin() < 0) {
            throw of.forbid("R" + register
                    + " min value is negative, either use unsigned index or do a if (index >=0) check.");
        }
        ContextAccess view = VIEWS.get(pointer.type());
        if (view == null || view.read(off, size).isEmpty()) {
            throw of.forbid("R" + register + " invalid " + name + " access off=" + off + " size=" + size);
        }
        if (target >= 0) {
            of.setUnknown(target);
        }
    }
}
