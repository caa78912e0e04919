package dev.osmia.embedded.internal.net;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ContextAccess;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.memory.Region;

/** A context with the fields that a program type may read and write. */
record ContextRegion(long start, ContextAccess access) implements Region {

    static ContextRegion of(ProgramType type, long start) {
        return new ContextRegion(start, ContextAccess.of(type).orElseThrow());
    }

    static ContextRegion of(ProgramType type, AttachType attach, long start) {
        return new ContextRegion(start, ContextAccess.of(type, attach).orElseThrow());
    }

    @Override
    public String name() {
        return access.layout().structure();
    }

    @Override
    public long end() {
        return start + access.layout().size();
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public boolean allows(long address, long size) {
        return access.read((int) (address - start), (int) size).isPresent();
    }

    @Override
    public boolean allowsWrite(long address, long size) {
        return access.write((int) (address - start), (int) size).isPresent();
    }

    @Override
    public String refusal(long address, long size) {
        return "no field of " + name() + " at offset " + (address - start) + " that the program may use so";
    }
}
