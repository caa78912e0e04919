package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Dynptr;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.SocketBuffer;
import dev.osmia.embedded.internal.net.XdpFrame;

import java.util.Map;

/** Dynptrs that lead to packets. */
final class PacketDynptrKfuncs implements KfuncFamily {

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.of(
                "bpf_dynptr_from_skb", PacketDynptrKfuncs::fromSocketBuffer,
                "bpf_dynptr_from_skb_meta", PacketDynptrKfuncs::fromMetadata,
                "bpf_dynptr_from_xdp", PacketDynptrKfuncs::fromFrame);
    }

    private static long fromSocketBuffer(Run run, long context, long flags, long target, long unused4, long unused5) {
        SocketBuffer packet = run.subject(SocketBuffer.SUBJECT);
        return put(run, flags, target,
                Dynptr.of(Dynptr.Kind.SKB, run.context(), packet.length(), !packet.isWritable()));
    }

    /** Metadata that XDP has written do not come along with socket buffers here: there are none. */
    private static long fromMetadata(Run run, long context, long flags, long target, long unused4, long unused5) {
        long data = run.subject(SocketBuffer.SUBJECT).data();
        return put(run, flags, target, Dynptr.of(Dynptr.Kind.SKB_META, data, 0, false));
    }

    private static long fromFrame(Run run, long context, long flags, long target, long unused4, long unused5) {
        int length = run.subject(XdpFrame.SUBJECT).length();
        return put(run, flags, target, Dynptr.of(Dynptr.Kind.XDP, run.context(), length, false));
    }

    private static long put(Run run, long flags, long target, Dynptr dynptr) {
        (flags == 0 ? dynptr : Dynptr.nowhere()).put(run.box(), target);
        return flags == 0 ? 0 : Errno.EINVAL.result();
    }
}
