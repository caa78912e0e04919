package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a program runs and for whom: on a virtual CPU, in a thread of this process. A thread has the number and the name
 * that Java knows. What only Linux has (tasks, namespaces, cgroups) is not offered, and users only on systems that number
 * them.
 */
final class IdentityHelpers implements HelperFamily {
    /** {@code TASK_COMM_LEN}, less the zero that ends a name. */
    private static final int NAME_LENGTH = 15;
    private static final long PROCESS = ProcessHandle.current().pid();

    @Override
    public Map<Helper, HelperFunction> functions() {
        Map<Helper, HelperFunction> functions = new EnumMap<>(Helper.class);
        functions.put(Helper.GET_PRANDOM_U32,
                (_, _, _, _, _, _) -> Integer.toUnsignedLong(ThreadLocalRandom.current().nextInt()));
        functions.put(Helper.GET_SMP_PROCESSOR_ID, (run, _, _, _, _, _) -> run.cpu().id());
        functions.put(Helper.GET_NUMA_NODE_ID, (_, _, _, _, _, _) -> 0);
        functions.put(Helper.GET_CURRENT_PID_TGID,
                (_, _, _, _, _, _) -> PROCESS << 32 | Thread.currentThread().threadId() & 0xffff_ffffL);
        functions.put(Helper.GET_CURRENT_COMM, IdentityHelpers::name);
        addUser(functions);
        return functions;
    }

    private static void addUser(Map<Helper, HelperFunction> functions) {
        Path self = Path.of("/proc/self");
        try {
            long user = number(Files.getAttribute(self, "unix:uid"));
            long group = number(Files.getAttribute(self, "unix:gid"));
            functions.put(Helper.GET_CURRENT_UID_GID, (_, _, _, _, _, _) -> group << 32 | user);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            // a system without such numbers: programs that ask for them are refused when they are loaded
        }
    }

    private static long number(Object attribute) {
        return Integer.toUnsignedLong(((Number) attribute).intValue());
    }

    /** {@code strscpy_pad} of the thread's name. */
    private static long name(Run run, long target, long size, long unused3, long unused4, long unused5) {
        byte[] name = Thread.currentThread().getName().getBytes(StandardCharsets.UTF_8);
        int length = (int) size;
        if (length <= 0) {
            return Errno.EINVAL.result();
        }
        int shown = Math.min(Math.min(name.length, NAME_LENGTH), length - 1);
        run.box().put(target, name, 0, shown);
        run.box().fill(target + shown, length - shown, (byte) 0);
        return 0;
    }
}
