package dev.osmia.proof.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.Kernel;
import dev.osmia.proof.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Maps of the embedded kernel answer to user space what Linux's maps answer. */
class MapAgreementTest {
    private static final int SCRIPTS = Integer.getInteger("osmia.scripts", 30);
    private static final int LENGTH = 120;

    static Stream<Shape> shapes() {
        return Shape.ALL.stream().filter(shape -> EmbeddedKernel.mapTypes().contains(shape.spec().type()));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void randomOperationsHaveTheSameResults(Shape shape) {
        try (Kernel linux = Subject.LINUX.open(); Kernel embedded = Subject.CHECKED.open(linux.cpus())) {
            for (int seed = 0; seed < SCRIPTS; seed++) {
                try (Target theirs = new Target(linux, shape); Target ours = new Target(embedded, shape)) {
                    Script script = new Script(shape, theirs.map().transferSize(), seed, LENGTH);
                    compare(shape + ", seed " + seed, script.run(ours), script.run(theirs));
                }
            }
        }
    }

    private static void compare(String what, List<String> ours, List<String> theirs) {
        for (int index = 0; index < theirs.size(); index++) {
            if (!ours.get(index).equals(theirs.get(index))) {
                fail("%s: the embedded kernel says%n  %s%nLinux says%n  %s%nafter%n  %s", what, ours.get(index),
                        theirs.get(index), String.join("\n  ", theirs.subList(0, index)));
            }
        }
    }

    @Test
    void everyTypeIsComparedOrLeftOutForAReason() {
        Set<MapType> known = EnumSet.noneOf(MapType.class);
        Shape.ALL.forEach(shape -> known.add(shape.spec().type()));
        known.addAll(Shape.LEFT_OUT.keySet());
        assertThat(known).containsAll(EmbeddedKernel.mapTypes());
    }
}
