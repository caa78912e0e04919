package dev.osmia.kernel;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfValue;
import dev.osmia.object.TypeRef;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The codecs for keys and values. */
class MapTypesTest {

    @Test
    void btfDescribesKeysAndValues() {
        BtfBuilder types = new BtfBuilder(ByteOrder.nativeOrder());
        int u32 = types.add(new BtfType.Int("unsigned int", 4, 32, 0, IntEncoding.UNSIGNED));
        int service = types.add(new BtfType.Struct("service", 8, false,
                List.of(new Member("port", u32, 0, 0), new Member("hits", u32, 32, 0))));
        Btf btf = types.build();
        Codec<BtfValue> codec = MapTypes.btf(new TypeRef(btf, service));
        assertThat(codec.size()).isEqualTo(8);

        ByteBuffer two = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        two.putInt(80).putInt(3).putInt(443).putInt(5).flip();
        assertThat(codec.decode(two)).hasToString("{.port = 80, .hits = 3}");
        BtfValue second = codec.decode(two);
        assertThat(second).hasToString("{.port = 443, .hits = 5}");
        assertThat(two.hasRemaining()).isFalse();

        ByteBuffer again = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        codec.encode(second, again);
        assertThat(again.flip()).isEqualTo(two.slice(8, 8));

        BtfValue number = MapTypes.btf(new TypeRef(btf, u32)).decode(two.slice(8, 8));
        assertThatThrownBy(() -> codec.encode(number, ByteBuffer.allocate(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a value of 8 bytes, not 4");
        assertThatThrownBy(() -> MapTypes.btf(new TypeRef(btf, 0))).isInstanceOf(IllegalArgumentException.class);
    }
}
