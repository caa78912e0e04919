package dev.osmia.kernel;

/** A place where programs can be attached. */
public sealed interface Hook {

    /** Packets as they arrive at an interface (a port of the embedded kernel's packet pipeline), before all else. */
    static Hook xdp(String interfaceName) {
        return new Xdp(interfaceName);
    }

    /** Packets that enter an interface, after XDP. */
    static Hook ingress(String interfaceName) {
        return new Ingress(interfaceName);
    }

    /** Packets that leave an interface. */
    static Hook egress(String interfaceName) {
        return new Egress(interfaceName);
    }

    /** A hook that a Java program defines. */
    static Hook host(String name) {
        return new Host(name);
    }

    /** See {@link Hook#xdp}. */
    record Xdp(String interfaceName) implements Hook {}

    /** See {@link Hook#ingress}. */
    record Ingress(String interfaceName) implements Hook {}

    /** See {@link Hook#egress}. */
    record Egress(String interfaceName) implements Hook {}

    /** See {@link Hook#host}. */
    record Host(String name) implements Hook {}
}
