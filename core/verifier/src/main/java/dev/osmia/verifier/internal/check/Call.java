package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Reg;
import org.jspecify.annotations.Nullable;

/** What is found out of a call while its arguments are checked ({@code struct bpf_call_arg_meta}). */
final class Call {
    /** The map among the arguments. */
    @Nullable
    MapInfo map;
    int mapUid;
    /** Whether the memory that is checked may be uninitialised, since the call writes all of it. */
    boolean isRaw;
    /** The register that pointed to such memory on the stack, -1 for none. */
    int rawRegister = -1;
    int rawSize;
    /** Whether packet pointers may be passed for memory. */
    boolean takesPackets;
    /** Most bytes that a size argument can say. */
    long mostBytes;
    /** A known size of what is returned. */
    long resultSize;
    /** The register with what is released, 0 for none. */
    int released;
    /** The reference among the arguments. */
    int refId;
    int dynptrId;
    int dynptrRefId;
    /** The function of the program among the arguments, -1 for none. */
    int subprogram = -1;
    /** The number that was known of the key argument, -1 if none was. */
    long constantKey = -1;
    /** The argument whose type the result takes over. */
    @Nullable
    Reg typed;
    /** The field that a pointer is exchanged with. */
    @Nullable
    Field field;
}
