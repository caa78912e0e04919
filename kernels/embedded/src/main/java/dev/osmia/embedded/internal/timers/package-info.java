/**
 * Time: the clocks that programs read, and the timers in map values. A helper arms a {@link
 * dev.osmia.embedded.internal.timers.Timer}; {@link dev.osmia.embedded.internal.timers.Timers} has them all and the thread
 * that their callbacks run in; a map drops those of an element that goes.
 */
package dev.osmia.embedded.internal.timers;
