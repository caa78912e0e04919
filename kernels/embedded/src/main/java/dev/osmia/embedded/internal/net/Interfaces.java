package dev.osmia.embedded.internal.net;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The network interfaces of a kernel, by number and by name. */
public final class Interfaces {
    private static final int LOOPBACK_MTU = 65536;
    private static final int ETHERNET_MTU = 1500;

    private final Interface loopback = new Interface(Interface.LOOPBACK, "lo", LOOPBACK_MTU);
    private final Map<Integer, Interface> byIndex = new ConcurrentHashMap<>();
    private int last = Interface.LOOPBACK;

    /** The loopback interface alone. */
    public Interfaces() {
        byIndex.put(loopback.index(), loopback);
    }

    /** A further interface. */
    public synchronized Interface add(String name) {
        Interface added = new Interface(++last, name, ETHERNET_MTU);
        byIndex.put(added.index(), added);
        return added;
    }

    /** The loopback interface. */
    public Interface loopback() {
        return loopback;
    }

    /** The interface of that number, or null. */
    public @Nullable Interface at(int index) {
        return byIndex.get(index);
    }
}
