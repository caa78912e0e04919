package dev.osmia.kernel;

import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRelocator;

import java.util.Map;
import java.util.Optional;

/**
 * A place where eBPF programs run. Safe for use by many threads.
 *
 * <p>What a kernel makes belongs to the caller, who closes it. Closing the kernel closes what is still open.
 */
public interface Kernel extends AutoCloseable {

    /** What to call it in messages, with its version where it has one. */
    String name();

    /** How many CPUs it may ever have: the number of values that an element of a per-CPU map holds. */
    int cpus();

    /** What it says of itself to programs that ask with {@code __kconfig} externs; asked only when one does. */
    default KernelConfig config() {
        return KernelConfig.UNKNOWN;
    }

    /**
     * The types of its own that programs are adjusted to (CO-RE); asked only when one needs them. Empty if they are not
     * known.
     */
    default Optional<TypeRelocator> types() {
        return Optional.empty();
    }

    /**
     * Makes a map. Contents that are bytes are written and {@link MapSpec#frozen()} is obeyed; contents that are names
     * need an object around them and are left out.
     *
     * @throws BpfException if the kernel refuses
     */
    BpfMap createMap(MapSpec spec);

    /**
     * Loads a program, adjusted to {@link #types()}.
     *
     * @param maps the live maps that the program's references name; they stay the caller's
     * @throws BpfException if the kernel refuses
     * @throws java.util.NoSuchElementException if the program refers to a map that is not among {@code maps}
     */
    BpfProgram loadProgram(ProgramSpec spec, Map<String, BpfMap> maps);

    /**
     * Makes an object live: fills in its externs from {@link #config()}, adjusts it to {@link #types()}, creates its maps, loads its programs, fills in
     * what maps hold at the start. Nothing is left behind when any of it fails.
     *
     * @throws BpfException if the kernel refuses
     */
    default BpfObject load(ObjectSpec spec) {
        return ObjectLoader.load(this, spec);
    }

    @Override
    void close();
}
