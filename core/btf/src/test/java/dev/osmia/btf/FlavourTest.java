package dev.osmia.btf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class FlavourTest {

    @ParameterizedTest
    @CsvSource({"task_struct, task_struct", "task___old, task", "a___b___c, a___b", "a____b, a____b",
            "___b, ___b", "a___, a___", "_a___b, _a", "a___b_, a", "a___b___, a", "'', ''", "a__b, a__b"})
    void theFlavourIsWhatFollowsTheLastThreeUnderscoresBetweenLetters(String name, String without) {
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);

        assertThat(Flavour.without(name)).isEqualTo(without);
        assertThat(Flavour.lengthWithout(encoded, 0, encoded.length)).isEqualTo(without.length());
    }

    @Test
    void typesAreFoundByNameWithTheirFlavoursOrWithout() {
        BtfBuilder builder = new BtfBuilder();
        builder.add(new BtfType.Fwd("task___old", false));
        builder.add(new BtfType.Fwd("task", false));
        builder.add(new BtfType.Fwd("task_struct", false));
        Btf base = builder.build();
        BtfBuilder more = BtfBuilder.split(base);
        more.add(new BtfType.Fwd("task___new", false));
        Btf split = more.build();

        assertThat(split.flavours("task")).containsExactly(1, 2, 4);
        assertThat(base.flavours("task")).containsExactly(1, 2);
        assertThat(split.flavours("old")).isEmpty();
        assertThat(split.ids("task")).containsExactly(2);
        assertThat(split.ids("task___old")).containsExactly(1);
    }
}
