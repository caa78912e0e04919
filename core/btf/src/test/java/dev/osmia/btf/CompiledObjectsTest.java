package dev.osmia.btf;

import dev.osmia.btf.BtfExt.CoreRelocation;
import dev.osmia.btf.BtfExt.InSection;
import dev.osmia.btf.BtfExt.LineInfo;
import dev.osmia.btf.BtfType.Enum64;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What clang writes, see the fixtures' README. */
class CompiledObjectsTest {

    @ParameterizedTest
    @ValueSource(strings = {"clang14", "clang16", "clang19", "clang19-be"})
    void typesAndStringsComeBackByteForByte(String compiler) {
        byte[] bytes = Fixtures.bytes("types-" + compiler + ".BTF");
        Btf btf = Btf.read(bytes);
        assertThat(btf.write(btf.order())).isEqualTo(bytes);
        assertThat(BtfBuilder.from(btf).build().write(btf.order())).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clang14", "clang16", "clang19", "clang19-be"})
    void recordsOfInstructionsComeBackByteForByte(String compiler) {
        byte[] bytes = Fixtures.bytes("types-" + compiler + ".BTF.ext");
        Btf btf = Fixtures.btf(compiler);
        BtfExt ext = BtfExt.read(btf, bytes);
        assertThat(ext.write(BtfBuilder.from(btf), btf.order())).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clang14", "clang16", "clang19", "clang19-be"})
    void aStructIsFoundWithItsLayout(String compiler) {
        Btf btf = Fixtures.btf(compiler);
        int id = btf.find("event", Struct.class).orElseThrow();
        assertThat(btf.sizeOf(id)).isEqualTo(8);
        assertThat(((Struct) btf.type(id)).members()).extracting(Member::name, Member::bitOffset)
                .containsExactly(tuple("saddr", 0),
                        tuple("port", 32),
                        tuple("kind", 48));
    }

    @Test
    void aMemberOfAnAnonymousStructIsFoundWithItsOffsetInTheOuterOne() {
        Btf btf = Fixtures.btf("clang19");
        int id = btf.find("everything", Struct.class).orElseThrow();
        int word = btf.member(id, "word").orElseThrow().bitOffset();
        MemberLocation second = btf.member(id, "second").orElseThrow();
        assertThat(second.bitOffset()).isEqualTo(word + 16);
        assertThat(second.parent()).isNotEqualTo(id);
        assertThat(btf.member(id, "third")).isEmpty();
    }

    @Test
    void wideEnumerationsKeepTheirSign() {
        Btf btf = Fixtures.btf("clang19");
        Enum64 lowest = (Enum64) btf.type(btf.find("lowest", Enum64.class).orElseThrow());
        assertThat(lowest.signed()).isTrue();
        assertThat(lowest.values().getFirst().value()).isEqualTo(Long.MIN_VALUE);
        Enum64 wide = (Enum64) btf.type(btf.find("wide", Enum64.class).orElseThrow());
        assertThat(wide.signed()).isFalse();
        assertThat(wide.values().getLast().value()).isEqualTo(0x123456789abcL);
    }

    @Test
    void linesCarryFileNumberColumnAndText() {
        Btf btf = Fixtures.btf("clang19");
        BtfExt ext = BtfExt.read(btf, Fixtures.bytes("types-clang19.BTF.ext"));
        assertThat(ext.lines()).extracting(InSection::section).containsExactly(".text", "socket");
        List<LineInfo> lines = ext.lines().getLast().records();
        assertThat(lines.getFirst().file()).isEqualTo("./types.bpf.c");
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.text().strip()).isEqualTo("counter += visit(thing) + CONFIG_HZ;");
            assertThat(line.line()).isPositive();
            assertThat(line.column()).isPositive();
        });
    }

    @Test
    void relocationsNameTypeAccessAndKind() {
        Btf btf = Fixtures.btf("clang19");
        BtfExt ext = BtfExt.read(btf, Fixtures.bytes("types-clang19.BTF.ext"));
        List<CoreRelocation> entry = ext.relocations().getLast().records();
        assertThat(entry).extracting(CoreRelocation::kind)
                .contains(CoreKind.FIELD_EXISTS, CoreKind.TYPE_SIZE,
                        CoreKind.ENUMVAL_VALUE);
        CoreRelocation size = entry.stream().filter(r -> r.kind() == CoreKind.TYPE_SIZE).findFirst().orElseThrow();
        assertThat(btf.name(size.type())).isEqualTo("event");
        assertThat(size.access()).isEqualTo("0");
    }

    @Test
    void functionsPointToTheirTypes() {
        Btf btf = Fixtures.btf("clang19");
        BtfExt ext = BtfExt.read(btf, Fixtures.bytes("types-clang19.BTF.ext"));
        assertThat(ext.functions()).flatExtracting(InSection::records)
                .extracting(info -> btf.name(info.type()))
                .containsExactly("visit", "weigh", "entry");
    }
}
