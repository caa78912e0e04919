package dev.osmia.linux;

import dev.osmia.kernel.BpfMap;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tests that need the real kernel; where it refuses bpf(2) they are skipped and say why. */
abstract class LinuxTest {
    protected LinuxKernel kernel;

    @BeforeEach
    void openKernel() {
        Optional<String> reason = LinuxKernel.unavailableReason();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
        kernel = LinuxKernel.open();
    }

    @AfterEach
    void closeKernel() {
        if (kernel != null) {
            kernel.close();
        }
    }

    BpfMap create(MapSpec spec) {
        return kernel.createMap(spec);
    }

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }

    static byte[] u64(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array();
    }

    static int u32(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    static long u64(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
    }
}
