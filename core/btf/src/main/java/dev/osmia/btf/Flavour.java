package dev.osmia.btf;

/**
 * What follows three underscores in a name: {@code task_struct___old} declares {@code task_struct} once more, as another
 * kernel lays it out. CO-RE compares names without it ({@code bpf_core_essential_name_len} in libbpf).
 */
public final class Flavour {
    /** A letter, three underscores, a letter. */
    private static final int SEPARATOR_BYTES = 5;

    private Flavour() {
    }

    /** A name without its flavour; the name itself if it has none. */
    public static String without(String name) {
        for (int at = name.length() - SEPARATOR_BYTES; at >= 0; at--) {
            if (name.charAt(at) != '_' && name.startsWith("___", at + 1) && name.charAt(at + 4) != '_') {
                return name.substring(0, at + 1);
            }
        }
        return name;
    }

    /** As {@link #without}, of encoded text: how many bytes remain. */
    static int lengthWithout(byte[] bytes, int from, int length) {
        for (int at = from + length - SEPARATOR_BYTES; at >= from; at--) {
            if (bytes[at] != '_' && bytes[at + 1] == '_' && bytes[at + 2] == '_' && bytes[at + 3] == '_'
                    && bytes[at + 4] != '_') {
                return at + 1 - from;
            }
        }
        return length;
    }
}
