package dev.osmia.isa.classic;

/** What a conditional jump compares {@code A} for; all unsigned, {@code SET} means "any bit in common". */
public enum ClassicCondition {
    EQ(0x10), GT(0x20), GE(0x30), SET(0x40);

    private final int code;

    ClassicCondition(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
