package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.memory.Region;

import org.jspecify.annotations.Nullable;

/** Looks accesses up in what a run may touch: its stack, its own regions, and the kernel's live ones. */
public final class AccessCheck {
    /** So close to a region an address is probably meant to lie inside. */
    private static final long NEAR = 65536;

    private final Run run;

    AccessCheck(Run run) {
        this.run = run;
    }

    /**
     * Checks an access.
     *
     * @return the full address
     * @throws Fault if the program may not do it; the message says what lies there
     */
    long check(long address, long size, boolean write) {
        Box box = run.box();
        if (!box.claims(address)) {
            throw new Fault(describe(address, size, write) + ": no address of this kernel's memory");
        }
        long at = box.normal(address);
        if (run.isStack(at, size)) {
            return at;
        }
        Region region = find(at);
        if (region == null) {
            throw new Fault(describe(address, size, write) + ": " + where(at));
        }
        if (at + size > region.end()) {
            throw new Fault(describe(address, size, write) + ": it starts " + (at - region.start()) + " bytes into "
                    + region.name() + ", which has " + (region.end() - region.start()));
        }
        if (write && !region.writable()) {
            throw new Fault(describe(address, size, true) + ": " + region.name() + " is read-only");
        }
        if (!write && !region.readable()) {
            throw new Fault(describe(address, size, false) + ": " + region.name() + " is write-only");
        }
        if (!(write ? region.allowsWrite(at, size) : region.allows(at, size))) {
            throw new Fault(describe(address, size, write) + ": " + region.refusal(at, size));
        }
        return at;
    }

    /**
     * Whether something alive lies there: for what reads any address, of maps that are closed to programs too, and answers
     * with an error where an access would end the program.
     */
    boolean mayRead(long address, long size) {
        if (!run.box().claims(address)) {
            return false;
        }
        long at = run.box().normal(address);
        if (run.isStack(at, size)) {
            return true;
        }
        Region region = find(at);
        return region != null && size <= region.end() - at && region.isLive(at, size);
    }

    private @Nullable Region find(long at) {
        for (Region region : run.regions()) {
            if (at >= region.start() && at < region.end()) {
                return region;
            }
        }
        return run.machine().regions().at(at);
    }

    private static String describe(long address, long size, boolean write) {
        return (write ? "write" : "read") + " of " + size + (size == 1 ? " byte" : " bytes") + " at 0x"
                + Long.toHexString(address);
    }

    private String where(long at) {
        if (at - run.box().base() < 4096) {
            return "a null pointer" + (at == run.box().base() ? "" : " plus " + (at - run.box().base()));
        }
        String place = "nothing that the program may touch";
        long nearest = NEAR;
        for (Region region : run.regions()) {
            long behind = at - region.end();
            long before = region.start() - at;
            if (behind >= 0 && behind < nearest) {
                nearest = behind;
                place = behind + " bytes behind the end of " + region.name();
            } else if (before > 0 && before < nearest) {
                nearest = before;
                place = before + " bytes before " + region.name();
            }
        }
        return place;
    }
}
