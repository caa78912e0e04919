package dev.osmia.object.internal;

import dev.osmia.object.elf.ElfSection;

/**
 * A function of the file.
 *
 * @param start bytes from the start of its section
 * @param size bytes, a multiple of 8
 * @param global whether other files may call it
 */
record Function(String name, ElfSection section, int start, int size, boolean global) {
    int firstSlot() {
        return start / 8;
    }

    int slots() {
        return size / 8;
    }
}
