package dev.osmia.linux;

/** Names as {@code bpf_obj_name_cpy} of Linux takes them: letters, digits, {@code _} and {@code .}, at most 15. */
final class ObjectName {
    private static final int MAXIMUM = 15;

    private ObjectName() {
    }

    /** The name, shortened, every other character replaced by {@code _}. */
    static String of(String name) {
        String valid = name.replaceAll("[^A-Za-z0-9_.]", "_");
        return valid.substring(0, Math.min(valid.length(), MAXIMUM));
    }
}
