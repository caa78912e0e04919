package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.HelperFunction;

import java.util.Map;

/** What network hardware knows about a packet; no port here is hardware, and Linux answers so for drivers without it. */
final class XdpMetadataKfuncs implements KfuncFamily {
    private static final HelperFunction UNKNOWN = (_, _, _, _, _, _) -> Errno.EOPNOTSUPP.result();

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.of(
                "bpf_xdp_metadata_rx_timestamp", UNKNOWN,
                "bpf_xdp_metadata_rx_hash", UNKNOWN,
                "bpf_xdp_metadata_rx_vlan_tag", UNKNOWN);
    }
}
