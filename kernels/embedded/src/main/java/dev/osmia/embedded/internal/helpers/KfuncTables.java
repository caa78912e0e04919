package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.KernelFunction;
import dev.osmia.abi.PacketAccess;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.ReturnKind;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.HelperTable;

import java.util.ArrayList;
import java.util.List;

/** Which kernel functions each program type may call: those that Linux allows it, as far as this kernel has them. */
final class KfuncTables {
    private static final long LOW = 0xffff_ffffL;

    private static final List<KfuncFamily> FAMILIES = List.of(
            new NumberIteratorKfuncs(),
            new BitIteratorKfuncs(),
            new DynptrKfuncs(),
            new PacketDynptrKfuncs(),
            new XdpDataKfuncs(),
            new StringKfuncs(),
            new SectionKfuncs(),
            new XdpMetadataKfuncs(),
            new CastKfuncs());

    /** Linux refuses the call to programs that may not write to packets when it looks at the call's arguments. */
    private static final String WRITABLE_SLICE = "bpf_dynptr_slice_rdwr";

    private static final List<Known> FUNCTIONS = merge();

    private KfuncTables() {
    }

    /** A kernel function that this kernel has. */
    private record Known(KernelFunction kfunc, HelperPrototype prototype, HelperFunction function) {
        boolean isAllowed(ProgramType type) {
            return kfunc.isAllowed(type)
                    && (!kfunc.name().equals(WRITABLE_SLICE) || PacketAccess.of(type).mayWrite());
        }
    }

    private static List<Known> merge() {
        List<Known> all = new ArrayList<>();
        for (KfuncFamily family : FAMILIES) {
            family.functions().forEach((name, function) -> all.add(known(name, function)));
        }
        return all;
    }

    private static Known known(String name, HelperFunction function) {
        KernelFunction kfunc = KernelFunction.named(name)
                .orElseThrow(() -> new IllegalStateException("Linux has no kernel function " + name));
        HelperPrototype prototype = kfunc.prototype()
                .orElseThrow(() -> new IllegalStateException(name + " has no prototype"));
        return new Known(kfunc, prototype, narrowed(prototype, function));
    }

    /** These return an {@code int}, {@code u32} or {@code bool}, whose upper half the machine leaves zero. */
    private static HelperFunction narrowed(HelperPrototype prototype, HelperFunction function) {
        return prototype.result().kind() == ReturnKind.INTEGER
                ? (run, a1, a2, a3, a4, a5) -> function.call(run, a1, a2, a3, a4, a5) & LOW
                : function;
    }

    /** What programs of a type may call. */
    static List<HelperTable.Entry> of(ProgramType type) {
        return FUNCTIONS.stream()
                .filter(known -> known.isAllowed(type))
                .map(known -> new HelperTable.Entry(known.kfunc().name(), known.function(),
                        known.prototype().arguments()))
                .toList();
    }
}
