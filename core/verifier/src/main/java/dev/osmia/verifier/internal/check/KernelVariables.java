package dev.osmia.verifier.internal.check;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.types.KernelTypes;

/** Addresses of the kernel's variables and functions ({@code check_pseudo_btf_id}). */
final class KernelVariables {
    private static final String PERCPU = ".data..percpu";

    private KernelVariables() {
    }

    static Reg address(KernelTypes kernel, int id) {
        Btf btf = kernel.kernel();
        if (!(btf.type(id) instanceof BtfType.Var variable)) {
            return Reg.pointer(RegType.MEM | RegType.RDONLY, new Payload.Memory(0, 0));
        }
        if (isPerCpu(btf, id)) {
            return Reg.pointer(RegType.BTF_ID | RegType.PERCPU, new Payload.OfType(btf, variable.type()));
        }
        int type = btf.resolve(variable.type());
        return btf.type(type) instanceof BtfType.Composite
                ? Reg.pointer(RegType.BTF_ID, new Payload.OfType(btf, variable.type()))
                : Reg.pointer(RegType.MEM | RegType.RDONLY, new Payload.Memory(btf.sizeOf(type), 0));
    }

    private static boolean isPerCpu(Btf btf, int id) {
        return btf.ids(PERCPU)
                .filter(section -> btf.kind(section) == BtfKind.DATASEC)
                .anyMatch(section -> ((BtfType.DataSection) btf.type(section)).entries()
                        .stream()
                        .anyMatch(entry -> entry.type() == id));
    }
}
