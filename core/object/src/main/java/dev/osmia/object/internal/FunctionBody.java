package dev.osmia.object.internal;

import dev.osmia.isa.Code;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.Reference;
import dev.osmia.object.SourceLine;

import java.util.List;
import java.util.SortedMap;

/**
 * What stands in a function; slots count from its start.
 *
 * @param code the instructions; calls of other functions go nowhere yet
 * @param references what instructions refer to by name
 * @param calls which function an instruction calls, or loads the address of
 * @param typeId id of the function's type, 0 if unknown
 */
record FunctionBody(Code code, SortedMap<Integer, Reference> references, SortedMap<Integer, Function> calls,
        int typeId, List<SourceLine> lines, List<CoreRelocation> coreRelocations) {

    /** A measure of the memory that a copy takes. */
    long weight() {
        return code.slots() + (long) lines.size() + coreRelocations.size();
    }
}
