package dev.osmia.linux;

import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.ProgramSpec;

/** A program in the Linux kernel. */
public final class LinuxProgram implements BpfProgram {
    private final ProgramSpec spec;
    private final Descriptor descriptor;
    private final Descriptor.Owner owner;
    private final String log;
    private final int id;

    LinuxProgram(ProgramSpec spec, ProgramLoader.Loaded loaded, Descriptor.Owner owner) {
        this.spec = spec;
        this.descriptor = loaded.descriptor();
        this.owner = owner;
        this.log = loaded.log().text();
        this.id = ObjectInfo.ofProgram(descriptor).id();
    }

    @Override
    public ProgramSpec spec() {
        return spec;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int handle() {
        return descriptor.number();
    }

    /** What the verifier wrote, in Linux's format; empty unless a log level was asked for. */
    public String log() {
        return log;
    }

    /** What the kernel knows about it now. */
    public ProgramInfo info() {
        return ObjectInfo.ofProgram(descriptor);
    }

    @Override
    public TestResult test(TestInput input) {
        return TestRun.run(descriptor, type(), input, name());
    }

    /**
     * Attaches an XDP program to an interface of this network namespace, by a link: the program goes when the link, or
     * the process, ends.
     *
     * @throws UnsupportedOperationException for other hooks of Linux
     */
    @Override
    public BpfLink attach(Hook hook) {
        return switch (hook) {
            case Hook.Xdp xdp when type() == ProgramType.XDP -> XdpLink.attach(this, xdp, owner);
            case Hook.Xdp _ -> throw new IllegalArgumentException(
                    "program " + name() + " of type " + type() + " cannot be attached to " + hook);
            case Hook.Host _ -> throw new IllegalArgumentException("Linux has no hooks of a Java program: " + hook);
            case Hook.Ingress _,Hook.Egress _ ->
                throw new UnsupportedOperationException("attaching to " + hook + " is not supported; XDP is");
        };
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "program " + name() + " (" + type().shortName() + ", id " + id + ")";
    }
}
