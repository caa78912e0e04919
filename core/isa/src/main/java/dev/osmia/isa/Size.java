package dev.osmia.isa;

/** The size of a memory access (RFC 9669, section 5). */
public enum Size {
    /** One byte. */
    B(1, 0x10, "u8"),
    /** Two bytes. */
    H(2, 0x08, "u16"),
    /** Four bytes. */
    W(4, 0x00, "u32"),
    /** Eight bytes. */
    DW(8, 0x18, "u64");

    private final int bytes;
    private final int code;
    private final String typeName;

    Size(int bytes, int code, String typeName) {
        this.bytes = bytes;
        this.code = code;
        this.typeName = typeName;
    }

    /** 1, 2, 4 or 8. */
    public int bytes() {
        return bytes;
    }

    /** The two size bits in the place where an opcode holds them. */
    int code() {
        return code;
    }

    /** The unsigned C type of that size as Linux's disassembler writes it: {@code u8} to {@code u64}. */
    public String typeName() {
        return typeName;
    }
}
