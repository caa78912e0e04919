package dev.osmia.embedded.internal.maps;

/** A map that takes records which a program first reserves, then fills, and in the end hands over or gives up. */
public interface RecordRing {

    /**
     * Takes room for a record.
     *
     * @param size bytes of the record, unsigned
     * @return address of its first byte, 0 if there is no room
     */
    long reserve(long size);

    /**
     * Hands a record over to the reader.
     *
     * @param record what {@link #reserve} has answered, handed over or given up only once
     * @param flags {@code BPF_RB_NO_WAKEUP} and the like
     */
    void submit(long record, long flags);

    /** Gives a record up, as {@link #submit} hands one over. */
    void discard(long record, long flags);
}
