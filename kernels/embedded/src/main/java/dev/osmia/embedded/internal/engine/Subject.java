package dev.osmia.embedded.internal.engine;

/**
 * A kind of thing that helpers work on.
 *
 * @param type its class
 * @param name what messages call it
 */
public record Subject<T>(Class<T> type, String name) {}
