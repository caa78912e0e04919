package dev.osmia.btf;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Types that refer to each other in any way are used to the end, or refused; so are those of a split table. */
class TypeGraphFuzzTest {

    @FuzzTest
    void typesAreUsedOrRefused(FuzzedDataProvider data) {
        try {
            Btf base = Btf.read(TypeGraph.alone(data));
            TableUse.all(base);
            TableUse.all(Btf.readSplit(base, TypeGraph.on(base, data)));
        } catch (BtfFormatException e) {
            assertThat(e.offset()).isNotNegative();
        }
    }
}
