package dev.osmia.verifier.cases;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A test for each block of lines, since one for each of its cases costs more than the case itself. */
public final class CaseTests {
    private CaseTests() {
    }

    /**
     * The tests that answers are those of the record.
     *
     * @param ask answers a case, or aborts where it cannot; that block is then skipped, unless another of its cases differs
     */
    public static Stream<DynamicContainer> of(Function<VerdictCase, Answer> ask) throws IOException {
        return CaseFile.all()
                .stream()
                .map(file -> DynamicContainer.dynamicContainer(file.name(), file.blocks()
                        .stream()
                        .map(block -> DynamicTest.dynamicTest(block.name(), () -> check(block, ask)))));
    }

    private static void check(Block block, Function<VerdictCase, Answer> ask) {
        List<String> differences = new ArrayList<>();
        TestAbortedException aborted = null;
        for (VerdictCase one : block.cases()) {
            try {
                Answer answer = ask.apply(one);
                if (!answer.equals(one.expected())) {
                    differences.add(one + ": " + answer + ", but the record is " + one.expected());
                }
            } catch (TestAbortedException missing) {
                aborted = missing;
            }
        }
        assertThat(differences).isEmpty();
        if (aborted != null) {
            throw aborted;
        }
    }
}
