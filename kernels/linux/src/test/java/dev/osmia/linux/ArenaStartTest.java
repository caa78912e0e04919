package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ArenaStartTest extends LinuxTest {
    private static final Path OBJECT = Path.of("../../core/object/src/test/resources/dev/osmia/object/arena.clang19.o");
    private static final long SOMEWHERE = 1L << 44;

    private static MapSpec at(String name, long place) {
        return MapSpec.of(name, MapType.ARENA, 0, 0, 2).withFlags(MapFlag.MMAPABLE.value()).withExtra(place);
    }

    @Test
    void programsFindTheVariablesOfTheirObject() throws IOException {
        try (BpfObject object = kernel.load(ObjectSpec.read(OBJECT))) {
            assertThat(object.program("add").test(TestInput.context(new byte[0])).returnValue()).isEqualTo(136);
            assertThat(object.program("add").test(TestInput.context(new byte[0])).returnValue()).isEqualTo(172);
        }
    }

    @Test
    void anArenaThatWantsAPlaceOfItsOwnLeavesItForTheNextOne() {
        try (BpfMap first = create(at("first", SOMEWHERE)); BpfMap second = create(at("second", SOMEWHERE))) {
            assertThat(first.handle()).isNotEqualTo(second.handle());
        }
    }

    @Test
    void aPlaceThatIsTakenIsNamed() {
        try (Arena memory = Arena.ofConfined()) {
            long taken = memory.allocate(1 << 16, SystemCalls.pageSize()).address();
            BpfException refusal = catchThrowableOfType(BpfException.class, () -> create(at("second", taken)));

            assertThat(refusal.errno()).isEqualTo(Errno.EEXIST);
            assertThat(refusal).hasMessageContaining("map arena second into memory")
                    .hasMessageContaining("it wants to lie at 0x" + Long.toHexString(taken));
        }
    }
}
