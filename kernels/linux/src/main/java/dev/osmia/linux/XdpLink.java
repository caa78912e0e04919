package dev.osmia.linux;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;

import java.lang.foreign.Arena;

/** An XDP program at a network interface. */
record XdpLink(BpfProgram program, Hook hook, Descriptor descriptor) implements BpfLink {
    static XdpLink attach(LinuxProgram program, Hook.Xdp hook, Descriptor.Owner owner) {
        String operation = "attach program " + program.name() + " to " + hook.interfaceName();
        int index = SystemCalls.interfaceIndex(hook.interfaceName());
        if (index == 0) {
            throw new BpfException(operation, Errno.ENODEV, "this network namespace has no such interface");
        }
        try (Arena arena = Arena.ofConfined()) {
            BpfStruct attributes = new BpfStruct(BpfLayout.LINK_CREATE, arena).set("prog_fd", program.handle())
                    .set("target_ifindex", index)
                    .set("attach_type", AttachType.XDP.id());
            int fd = Bpf.require(BpfCommand.LINK_CREATE, attributes, operation);
            return new XdpLink(program, hook, owner.own(fd, "link of " + program.name()));
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
