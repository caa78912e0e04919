package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.Arithmetic;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.Guard;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.memory.BoxAccess;
import dev.osmia.embedded.internal.memory.BoxAtomics;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

import static java.lang.constant.ConstantDescs.CD_long;

/** The names that generated code calls things by. */
final class Descriptors {
    static final ClassDesc RUN = of(Run.class);
    static final ClassDesc MEMORY = of(BoxAccess.class);
    static final ClassDesc ATOMICS = of(BoxAtomics.class);
    static final ClassDesc ARITHMETIC = of(Arithmetic.class);
    static final ClassDesc HELPER = of(HelperFunction.class);
    static final ClassDesc GUARD = of(Guard.class);
    static final ClassDesc ENTRY = of(HelperTable.Entry.class);
    static final ClassDesc PROGRAM = of(LoadedProgram.class);
    static final ClassDesc FAULT = of(Fault.class);
    static final ClassDesc LONG = of(Long.class);
    static final ClassDesc INTEGER = of(Integer.class);
    static final ClassDesc SHORT = of(Short.class);

    static final MethodTypeDesc HELPER_CALL = MethodTypeDesc.of(CD_long, RUN, CD_long, CD_long, CD_long, CD_long,
            CD_long);

    private Descriptors() {
    }

    static ClassDesc of(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
