package dev.osmia.abi;

/** What maps of a type have in common beyond their sizes. */
public enum MapTrait {
    /** Keys are numbers from 0 to {@code max_entries} less 1, four bytes in native byte order. */
    INDEXED,
    /** Keys are byte strings that a hash finds. */
    HASHED,
    /** Elements belong to a socket, task, inode or cgroup, which stands for the key. */
    LOCAL_STORAGE,
    /** Each CPU has a value of its own; user space sees all of them, each rounded up to 8 bytes. */
    PER_CPU,
    /** The least recently used element makes room when the map is full. */
    LRU,
    /** User space writes a file descriptor (or starts with one, or an interface index) as value. */
    VALUE_IS_FD,
    /** Values are maps. */
    HOLDS_MAPS,
    /** May be the inner map of a map in map. */
    CAN_BE_INNER,
    /** Creation needs BTF type ids of key and value. */
    NEEDS_BTF
}
