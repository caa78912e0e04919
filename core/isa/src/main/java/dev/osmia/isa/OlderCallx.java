package dev.osmia.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Calls through a register as clang wrote them before version 19: with the register's number as the immediate. They are no
 * valid encoding: the register has a field of its own.
 */
public final class OlderCallx {
    private static final int CALLX = 0x8d;

    private OlderCallx() {
    }

    /**
     * A copy of code in which such calls name the register where it belongs. What is no such call, and what no code at all,
     * is as it was.
     *
     * @param bytes 8 for each slot
     */
    public static byte[] renewed(byte[] bytes, ByteOrder order) {
        byte[] renewed = bytes.clone();
        ByteBuffer buffer = ByteBuffer.wrap(renewed).order(order);
        for (int at = 0; at + Slot.BYTES <= renewed.length; at += Slot.BYTES) {
            Slot slot = Slot.read(0, buffer.position(at));
            if (InstructionDecoder.isWide(slot)) {
                at += Slot.BYTES;
            } else if (isOlder(slot)) {
                new Slot(0, CALLX, slot.immediate(), 0, (short) 0, 0).write(buffer.position(at));
            }
        }
        return renewed;
    }

    private static boolean isOlder(Slot slot) {
        int register = slot.immediate();
        return register > 0 && register <= Register.R10.number()
                && slot.equals(new Slot(0, CALLX, 0, 0, (short) 0, register));
    }
}
