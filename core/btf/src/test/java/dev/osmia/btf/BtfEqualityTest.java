package dev.osmia.btf;

import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Member;
import org.junit.jupiter.api.Test;

import java.util.List;

import static dev.osmia.btf.BtfEquality.Rule.EXACT;
import static dev.osmia.btf.BtfEquality.Rule.LAYOUT;
import static org.assertj.core.api.Assertions.assertThat;

/** The same type in two tables, and types that are not the same. */
class BtfEqualityTest {

    @Test
    void theSameSourceGivesEqualTypesWhateverTheCompilersIdsAre() {
        Btf left = Fixtures.btf("clang16");
        Btf right = Fixtures.btf("clang19");
        int leftId = left.find("everything", BtfType.Struct.class).orElseThrow();
        int rightId = right.find("everything", BtfType.Struct.class).orElseThrow();
        assertThat(BtfEquality.equal(left, leftId, right, rightId, EXACT)).isTrue();
        int event = right.find("event", BtfType.Struct.class).orElseThrow();
        assertThat(BtfEquality.equal(left, leftId, right, event, LAYOUT)).isFalse();
    }

    @Test
    void typedefsAndNamesOfTypesCountOnlyWhenExact() {
        Btf plain = pair("pair", false, "b", 32);
        Btf typedefs = pair("couple", true, "b", 32);
        int id = plain.size() - 1;
        assertThat(BtfEquality.equal(plain, id, typedefs, typedefs.size() - 1, LAYOUT)).isTrue();
        assertThat(BtfEquality.equal(plain, id, typedefs, typedefs.size() - 1, EXACT)).isFalse();
    }

    @Test
    void namesAndPlacesOfMembersAlwaysCount() {
        Btf one = pair("pair", false, "b", 32);
        Btf renamed = pair("pair", false, "c", 32);
        Btf moved = pair("pair", false, "b", 64);
        int id = one.size() - 1;
        assertThat(BtfEquality.equal(one, id, one, id, EXACT)).isTrue();
        assertThat(BtfEquality.equal(one, id, renamed, id, LAYOUT)).isFalse();
        assertThat(BtfEquality.equal(one, id, moved, id, LAYOUT)).isFalse();
    }

    @Test
    void listsOfDifferentUnrollingEnd() {
        Btf one = list(1);
        Btf three = list(3);
        assertThat(BtfEquality.equal(one, 1, three, 1, EXACT)).isTrue();
    }

    private static Btf pair(String name, boolean typedef, String second, int bitOffset) {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, IntEncoding.UNSIGNED));
        int type = typedef ? builder.add(new BtfType.Typedef("u32", number)) : number;
        builder.add(new BtfType.Struct(name, 12, false,
                List.of(new Member("a", type, 0, 0), new Member(second, type, bitOffset, 0))));
        return builder.build();
    }

    /** {@code struct node { struct node *next; }}, written down a number of times in a ring. */
    private static Btf list(int times) {
        BtfBuilder builder = new BtfBuilder();
        for (int i = 0; i < times; i++) {
            builder.add(new BtfType.Struct("node", 8, false, List.of(new Member("next", 2 * i + 2, 0, 0))));
            builder.add(new BtfType.Ptr((2 * i + 2) % (2 * times) + 1));
        }
        return builder.build();
    }
}
