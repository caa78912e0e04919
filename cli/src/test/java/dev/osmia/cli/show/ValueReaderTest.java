package dev.osmia.cli.show;

import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.object.TypeRef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What bytes look like to people, by type and name. */
class ValueReaderTest {

    @ParameterizedTest
    @CsvSource({
            "00000000000000000000000000000000, ::",
            "00000000000000000000000000000001, ::1",
            "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
            "20010db8000100010001000100010001, 2001:db8:1:1:1:1:1:1",
            "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
            "fe800000000000000000000000000000, fe80::",
            "00000000000000000000ffff0a4d0001, ::ffff:10.77.0.1"})
    void ipv6AddressesFollowRfc5952(String bytes, String expected) {
        assertThat(Addresses.ipv6(HexFormat.of().parseHex(bytes))).isEqualTo(expected);
    }

    /** The bytes are as a little-endian machine has them in memory; a plain number reads them backwards. */
    @ParameterizedTest
    @CsvSource({
            "__be32, saddr, 0a4d0001, 10.77.0.1",
            "__be32, remote, 0a4d0001, 10.77.0.1",
            "__be32, sequence, 00000102, 258",
            "__be16, dport, 0050, 80",
            "__u32, saddr, 0a4d0001, 10.77.0.1",
            "__u32, src_ip, 0a4d0001, 10.77.0.1",
            "__u32, count, 01000000, 1",
            "__u32, skipped, 01000000, 1",
            "__u16, dport, 5000, 80"})
    void networkByteOrderIsToldByTypeAndName(String type, String name, String bytes, String expected) {
        int size = bytes.length() / 2;
        BtfBuilder types = new BtfBuilder(ByteOrder.nativeOrder());
        int number = types.add(new BtfType.Int("unsigned", size, size * Byte.SIZE, 0, IntEncoding.UNSIGNED));
        int named = types.add(new BtfType.Typedef(type, number));
        int struct = types.add(new BtfType.Struct("s", size, false, List.of(new Member(name, named, 0, 0))));
        ValueReader reader = new ValueReader(size, new TypeRef(types.build(), struct));
        assertThat(reader.read(HexFormat.of().parseHex(bytes), 0)).hasToString("{" + name + " " + expected + "}");
    }

    @ParameterizedTest
    @CsvSource({"07, 7", "0700, 7", "07000000, 7", "ffffffffffffffff, 18446744073709551615", "010203, 01 02 03"})
    void withoutATypeNumbersAreNumbersAndTheRestIsBytes(String bytes, String expected) {
        byte[] content = HexFormat.of().parseHex(bytes);
        assertThat(new ValueReader(content.length, null).read(content, 0)).hasToString(expected);
    }
}
