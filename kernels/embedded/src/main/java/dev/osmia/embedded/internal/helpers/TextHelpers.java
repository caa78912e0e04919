package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.memory.Box;

import java.util.Map;

/** Numbers in texts, and texts compared. */
final class TextHelpers implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.STRTOL, TextHelpers::toSigned,
                Helper.STRTOUL, TextHelpers::toUnsigned,
                Helper.STRNCMP, TextHelpers::compare);
    }

    private static long toSigned(Run run, long text, long size, long flags, long target, long unused) {
        run.box().putLong(target, 0);
        NumberText number = NumberText.parse(run.box().slice(text, size), flags);
        if (number.consumed() < 0) {
            return number.consumed();
        }
        long value = number.negative() ? -number.magnitude() : number.magnitude();
        if (number.negative() ? value > 0 : value < 0) {
            return Errno.ERANGE.result();
        }
        run.box().putLong(target, value);
        return number.consumed();
    }

    private static long toUnsigned(Run run, long text, long size, long flags, long target, long unused) {
        run.box().putLong(target, 0);
        NumberText number = NumberText.parse(run.box().slice(text, size), flags);
        if (number.consumed() < 0) {
            return number.consumed();
        }
        if (number.negative()) {
            return Errno.EINVAL.result();
        }
        run.box().putLong(target, number.magnitude());
        return number.consumed();
    }

    /** {@code strncmp}: the first text has at most {@code size} bytes. */
    private static long compare(Run run, long left, long size, long right, long unused4, long unused5) {
        Box box = run.box();
        long length = size & 0xffff_ffffL;
        for (long at = 0; at < length; at++) {
            int ours = box.getByte(left + at) & 0xff;
            int theirs = box.getByte(right + at) & 0xff;
            if (ours != theirs) {
                return ours < theirs ? -1 : 1;
            }
            if (ours == 0) {
                return 0;
            }
        }
        return 0;
    }
}
