package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.XdpFrame;

import java.util.Map;

/** What XDP programs do with their packet. */
final class XdpHelpers implements HelperFamily {
    private static final int MAX_OFFSET = 0xffff;
    private static final int META_UNIT = 4;
    /** Most metadata that fits into the headroom. */
    private static final int MAX_META = XdpFrame.HEADROOM - XdpFrame.RESERVED;

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(
                Helper.XDP_ADJUST_HEAD, (run, _, offset, _, _, _) -> moved(frame(run).moveStart((int) offset)),
                Helper.XDP_ADJUST_TAIL, (run, _, offset, _, _, _) -> moved(frame(run).moveEnd((int) offset)),
                Helper.XDP_ADJUST_META, XdpHelpers::adjustMeta,
                Helper.XDP_GET_BUFF_LEN, (run, _, _, _, _, _) -> frame(run).length(),
                Helper.XDP_LOAD_BYTES, XdpHelpers::load,
                Helper.XDP_STORE_BYTES, XdpHelpers::store);
    }

    @Override
    public boolean suits(ProgramType type) {
        return type == ProgramType.XDP;
    }

    private static XdpFrame frame(Run run) {
        return run.subject(XdpFrame.SUBJECT);
    }

    private static long moved(boolean done) {
        return done ? 0 : Errno.EINVAL.result();
    }

    private static long adjustMeta(Run run, long context, long offset, long unused3, long unused4, long unused5) {
        XdpFrame frame = frame(run);
        int distance = (int) offset;
        if (!frame.canMoveMetadata(distance)) {
            return Errno.EINVAL.result();
        }
        int size = frame.metadata() - distance;
        if (size % META_UNIT != 0 || size > MAX_META) {
            return Errno.EACCES.result();
        }
        frame.moveMetadata(distance);
        return 0;
    }

    static long load(Run run, long context, long offset, long to, long size, long unused5) {
        long error = check(frame(run), offset, size);
        if (error == 0) {
            frame(run).load((int) offset, to, (int) size);
        }
        return error;
    }

    static long store(Run run, long context, long offset, long from, long size, long unused5) {
        long error = check(frame(run), offset, size);
        if (error == 0) {
            frame(run).store((int) offset, from, (int) size);
        }
        return error;
    }

    static long check(XdpFrame frame, long offset, long size) {
        int first = (int) offset;
        int count = (int) size;
        if (Integer.compareUnsigned(first, MAX_OFFSET) > 0 || Integer.compareUnsigned(count, MAX_OFFSET) > 0) {
            return Errno.EFAULT.result();
        }
        return first + count > frame.length() ? Errno.EINVAL.result() : 0;
    }
}
