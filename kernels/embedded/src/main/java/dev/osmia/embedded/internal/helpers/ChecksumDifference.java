package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.net.InternetChecksum;

import java.util.Map;

/** {@code bpf_csum_diff}: what changes in a checksum when some bytes are taken out of what it sums and others are put in. */
final class ChecksumDifference implements HelperFamily {

    @Override
    public Map<Helper, HelperFunction> functions() {
        return Map.of(Helper.CSUM_DIFF, ChecksumDifference::difference);
    }

    /** The sum folded to 16 bits and not complemented, as since Linux 6.13. */
    private static long difference(Run run, long from, long fromSize, long to, long toSize, long seed) {
        int sum = (int) seed;
        if ((int) toSize != 0) {
            sum = InternetChecksum.over(run.box(), to, (int) toSize, sum);
        }
        if ((int) fromSize != 0) {
            int removed = InternetChecksum.over(run.box(), from, (int) fromSize, (int) toSize == 0 ? ~sum : 0);
            sum = (int) toSize == 0 ? ~removed : InternetChecksum.subtract(sum, removed);
        }
        return ~InternetChecksum.fold(sum) & 0xffff;
    }
}
