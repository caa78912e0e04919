package dev.osmia.examples;

import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.HookPoint;
import dev.osmia.embedded.HostHook;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.Hook;
import dev.osmia.object.ObjectSpec;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A server whose quota is somebody else's program: {@code hook.bpf.c} sees each request and allows or denies it.
 *
 * <p>Run it with the folder that holds {@code hook.bpf.o}.
 */
public final class QuotaHost {
    private static final long DENY = 0;
    private static final long ALLOW = 1;

    /** What programs see of a request: {@code struct request} in C. */
    record Request(int user, int size, long cost) {}

    private final HookPoint quota;

    QuotaHost(EmbeddedKernel kernel) {
        quota = kernel.hook("quota");
    }

    /** The contract with the programs: a request in, DENY or ALLOW out, ALLOW if nobody objects. */
    static HostHook contract() {
        return HostHook.of("quota", Request.class).withAnswers(DENY, ALLOW, ALLOW);
    }

    /** Asks whether a user may make a request of a size in bytes at a cost. */
    boolean allows(int user, int size, long cost) {
        return quota.ask(new Request(user, size, cost)) == ALLOW;
    }

    /** Shows one user who spends a budget of 250. */
    public static void main(String[] arguments) throws IOException {
        ObjectSpec spec = ObjectSpec.read(Path.of(arguments[0], "hook.bpf.o")).withVariable("budget", 250);
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(contract()).open();
                BpfObject object = kernel.load(spec);
                BpfLink link = object.program("quota").attach(Hook.host("quota"))) {
            QuotaHost host = new QuotaHost(kernel);
            for (int request = 1; request <= 4; request++) {
                System.out.println("request " + request + ": " + (host.allows(7, 1024, 90) ? "allowed" : "denied"));
            }
        }
    }
}
