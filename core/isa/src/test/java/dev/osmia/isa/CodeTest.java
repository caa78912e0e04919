package dev.osmia.isa;

import dev.osmia.isa.Code.Placed;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.Store;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CodeTest {
    private static final LoadWide WIDE = LoadWide.constant(Register.R1, 0x1122334455667788L);
    private static final Alu MOVE = new Alu(Width.W64, AluOp.MOV, Register.R0, new Operand.Imm(1));
    private static final Code CODE = Code.of(MOVE, WIDE, new Exit());

    @Test
    void wideLoadsTakeTwoSlots() {
        assertThat(CODE.slots()).isEqualTo(4);
        assertThat(CODE).containsExactly(new Placed(0, MOVE), new Placed(1, WIDE), new Placed(3, new Exit()));
        assertThat(CODE.slotOf(2)).isEqualTo(3);
    }

    @Test
    void noInstructionStartsInTheSecondHalfOfAWideLoad() {
        assertThat(CODE.at(1)).isEqualTo(WIDE);
        assertThat(CODE.at(2)).isNull();
        assertThat(CODE.startsAt(2)).isFalse();
        assertThat(CODE.startsAt(3)).isTrue();
    }

    @Test
    void noInstructionStartsOutsideTheCode() {
        assertThat(CODE.startsAt(-1)).isFalse();
        assertThat(CODE.startsAt(4)).isFalse();
        assertThatThrownBy(() -> CODE.at(4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void littleEndianPutsTheDestinationIntoTheLowNibble() {
        byte[] bytes = Code.of(new Store(Size.DW, Register.R10, (short) -8, Register.R1))
                .encode(ByteOrder.LITTLE_ENDIAN);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("7b1af8ff00000000");
    }

    @Test
    void bigEndianPutsTheDestinationIntoTheHighNibble() {
        byte[] bytes = Code.of(new Store(Size.DW, Register.R10, (short) -8, Register.R1)).encode(ByteOrder.BIG_ENDIAN);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("7ba1fff800000000");
    }

    @Test
    void aBufferIsReadFromItsPositionToItsLimitInItsOrder() {
        ByteBuffer buffer = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(8, new byte[]{(byte) 0x95}).position(8).limit(16);
        assertThat(Code.decode(buffer).instructions()).containsExactly(new Exit());
        assertThat(buffer.position()).isEqualTo(16);
    }

    @Test
    void noBytesAreNoInstructions() {
        assertThat(Code.decode(new byte[0], ByteOrder.LITTLE_ENDIAN)).isEmpty();
    }
}
