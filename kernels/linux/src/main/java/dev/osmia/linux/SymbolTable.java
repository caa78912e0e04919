package dev.osmia.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions and variables that the running kernel and its modules list in {@code /proc/kallsyms}: lines of an address, a
 * letter and a name, and a module's name behind a tab. They are read once, when first needed, and searched as text: a
 * command asks for a handful of them, and to take apart the hundred thousands takes longer than all else that it does.
 */
final class SymbolTable {
    private static final Path LIST = Path.of("/proc/kallsyms");
    private static final int HEXADECIMAL = 16;
    private static final long ABSENT = -1;

    private final Path list;
    private final Map<String, Long> known = new ConcurrentHashMap<>();
    private volatile String text = "";

    SymbolTable() {
        this(LIST);
    }

    /** That of another file. */
    SymbolTable(Path list) {
        this.list = list;
    }

    /** Whether there is a symbol of that name, also where its address is hidden. */
    boolean has(String name) {
        return find(name) != ABSENT;
    }

    /** The address of a symbol; empty if there is none, or if the kernel hides addresses ({@code kptr_restrict}). */
    OptionalLong address(String name) {
        long address = find(name);
        return address == 0 || address == ABSENT ? OptionalLong.empty() : OptionalLong.of(address);
    }

    private long find(String name) {
        return known.computeIfAbsent(name, this::search);
    }

    private long search(String name) {
        String all = text();
        String word = " " + name;
        for (int at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + 1)) {
            int end = at + word.length();
            if (end == all.length() || all.charAt(end) == '\n' || all.charAt(end) == '\t') {
                int start = all.lastIndexOf('\n', at) + 1;
                return Long.parseUnsignedLong(all, start, all.indexOf(' ', start), HEXADECIMAL);
            }
        }
        return ABSENT;
    }

    private String text() {
        if (text.isEmpty()) {
            try {
                text = new String(Files.readAllBytes(list), StandardCharsets.ISO_8859_1);
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot read the kernel's symbols from " + list, failure);
            }
        }
        return text;
    }
}
