package dev.osmia.isa.classic;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.osmia.isa.InstructionFormatException;

import java.nio.ByteOrder;

import static org.assertj.core.api.Assertions.assertThat;

/** Any bytes are a classic filter, which comes back from bytes and can be printed, or are refused with their slot. */
class FilterFuzzTest {

    @FuzzTest
    void filtersAreRefusedOrComeBack(byte[] bytes) {
        for (ByteOrder order : new ByteOrder[]{ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ClassicProgram program;
            try {
                program = ClassicProgram.decode(bytes, order);
            } catch (InstructionFormatException e) {
                assertThat(e.slot()).isBetween(0, bytes.length / 8);
                assertThat(e.getMessage()).contains("instruction " + e.slot(), "expected").doesNotContain("\n");
                continue;
            }
            assertThat(ClassicProgram.decode(program.encode(order), order)).isEqualTo(program);
            for (ClassicStyle style : ClassicStyle.values()) {
                assertThat(program.print(style).lines()).hasSize(program.instructions().size());
            }
        }
    }
}
