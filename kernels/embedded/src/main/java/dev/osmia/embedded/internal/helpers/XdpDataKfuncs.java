package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.net.XdpFrame;

import java.util.Map;

/** Packets of several pages, brought into the frame where programs reach them. */
final class XdpDataKfuncs implements KfuncFamily {

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.of("bpf_xdp_pull_data", (run, _, length, _, _, _) -> {
            XdpFrame frame = run.subject(XdpFrame.SUBJECT);
            return frame.pull(length & 0xffff_ffffL) ? 0 : Errno.EINVAL.result();
        });
    }
}
