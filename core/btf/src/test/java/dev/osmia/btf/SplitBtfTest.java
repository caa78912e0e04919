package dev.osmia.btf;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A module's types on top of a kernel's, as pahole writes them; {@code README.md} beside the files says how. */
class SplitBtfTest {
    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SplitBtfTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static Btf base() throws IOException {
        return Btf.read(bytes("split-base.btf"));
    }

    private static Btf module(Btf base) throws IOException {
        return Btf.readSplit(base, bytes("split-module.btf"));
    }

    @Test
    void aModulesTypesGoOnWhereTheKernelsEnd() throws IOException {
        Btf base = base();
        Btf module = module(base);

        assertThat(module.base()).contains(base);
        assertThat(module.firstId()).isEqualTo(base.size()).isEqualTo(13);
        assertThat(module.find("card", BtfType.Struct.class)).hasValue(14);
        assertThat(module.find("device", BtfType.Struct.class)).hasValue(5);
        assertThat(base.find("card", BtfType.Struct.class)).isEmpty();
        assertThat(module.find("start_card", BtfType.Func.class)).hasValue(17);
    }

    @Test
    void membersReachIntoTheKernelsTypes() throws IOException {
        Btf module = module(base());
        BtfType.Struct card = (BtfType.Struct) module.type(14);

        assertThat(card.members()).extracting(BtfType.Member::name).containsExactly("device", "speed", "peer");
        assertThat(card.members()).extracting(BtfType.Member::type).containsExactly(5, 13, 15);
        assertThat(module.name(5)).isEqualTo("device");
        assertThat(module.sizeOf(14)).isEqualTo(48);
        assertThat(module.sizeOf(5)).isEqualTo(32);
        assertThat(module.type(13)).isEqualTo(new BtfType.Enum("speed", 4, false,
                List.of(new BtfType.Enumerator("SLOW", 0), new BtfType.Enumerator("FAST", 1000))));
    }

    @Test
    void typesOfBothArePrintedTogether() throws IOException {
        assertThat(new CPrinter(module(base())).definitions(14)).isEqualTo("""
                struct list {
                	struct list *next;
                };

                typedef unsigned int u32;

                struct device {
                	struct list links;
                	u32 number;
                	char name[16];
                };

                enum speed {
                	SLOW = 0,
                	FAST = 1000,
                };

                struct card {
                	struct device device;
                	enum speed speed;
                	struct card *peer;
                };

                """);
    }

    @Test
    void whatIsWrittenIsWhatPaholeWrote() throws IOException {
        Btf base = base();
        Btf again = Btf.readSplit(base, module(base).write(ByteOrder.LITTLE_ENDIAN));

        assertThat(again.size()).isEqualTo(18);
        for (int id = 1; id < again.size(); id++) {
            assertThat(again.type(id)).isEqualTo(module(base).type(id));
        }
    }

    @Test
    void aModuleWithoutItsKernelIsRefused() {
        assertThatThrownBy(() -> Btf.read(bytes("split-module.btf"))).isInstanceOf(BtfFormatException.class);
    }
}
