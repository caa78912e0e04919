package dev.osmia.object;

/** Whether loading shares a map through the BPF file system ({@code LIBBPF_PIN_*}). */
public enum Pinning {
    /** The map belongs to its object alone. */
    NONE,
    /** The map is found or made under its name in the pin directory. */
    BY_NAME
}
