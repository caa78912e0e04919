package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Kfunc;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.ReturnKind;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.HelperTable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private static final Map<Kfunc, HelperFunction> FUNCTIONS = merge();

    private KfuncTables() {
    }

    private static Map<Kfunc, HelperFunction> merge() {
        Map<Kfunc, HelperFunction> all = new LinkedHashMap<>();
        for (KfuncFamily family : FAMILIES) {
            family.functions().forEach((name, function) -> {
                Kfunc kfunc = Kfunc.named(name)
                        .orElseThrow(() -> new IllegalStateException(name + " has no prototype"));
                all.put(kfunc, narrowed(kfunc, function));
            });
        }
        return all;
    }

    /** These return an {@code int}, {@code u32} or {@code bool}, whose upper half the machine leaves zero. */
    private static HelperFunction narrowed(Kfunc kfunc, HelperFunction function) {
        return kfunc.prototype().result().kind() == ReturnKind.INTEGER
                ? (run, a1, a2, a3, a4, a5) -> function.call(run, a1, a2, a3, a4, a5) & LOW
                : function;
    }

    /** What programs of a type may call. */
    static List<HelperTable.Entry> of(ProgramType type) {
        List<HelperTable.Entry> entries = new ArrayList<>();
        FUNCTIONS.forEach((kfunc, function) -> {
            if (kfunc.programs().contains(type)) {
                entries.add(new HelperTable.Entry(kfunc.name(), function, kfunc.prototype().arguments()));
            }
        });
        return entries;
    }
}
