package dev.osmia.verifier.internal.explain;

import java.util.Map;

/** What led to a rejection: looks for it in the path, and gives the texts of the rule what they lack. */
interface Causes {
    /** The kinds that rules name. */
    Map<String, Causes> ALL = Map.ofEntries(
            Map.entry("packet", PacketCause::find),
            Map.entry("null", NullCause::find),
            Map.entry("unreadable", LostCause::unreadable),
            Map.entry("scalar", LostCause::number),
            Map.entry("argument", LostCause::argument),
            Map.entry("bounds", BoundsCause::find),
            Map.entry("far", BoundsCause::far),
            Map.entry("maps", MapCause::find),
            Map.entry("readonly", MapCause::access),
            Map.entry("timer", MapCause::timer),
            Map.entry("string", MapCause::string),
            Map.entry("leak", HeldCause::leak),
            Map.entry("release", HeldCause::release),
            Map.entry("lock", LockCause::region),
            Map.entry("unlock", LockCause::unlock),
            Map.entry("loop", LoopCause::find),
            Map.entry("stack", StackCause::find),
            Map.entry("frame", StackCause::frame),
            Map.entry("context", ContextCause::find),
            Map.entry("moved", ContextCause::moved),
            Map.entry("license", ContextCause::license),
            Map.entry("passed", ContextCause::packet),
            Map.entry("dynptr", DynptrCause::find),
            Map.entry("depth", CallCause::depth),
            Map.entry("aligned", StackCause::aligned),
            Map.entry("passedsize", StackCause::passed),
            Map.entry("result", LostCause::result));

    /** Adds to the variables: {@code cause} is told by itself, {@code needed} and {@code advice} replace the rule's. */
    void find(Scene scene, Map<String, String> variables);

    /** Looks for a kind of cause, where there is a path to look at. */
    static void find(String kind, Scene scene, Map<String, String> variables) {
        Causes cause = ALL.get(kind);
        if (cause != null && scene.hasPath() && scene.slot() >= 0) {
            cause.find(scene, variables);
        }
    }
}
