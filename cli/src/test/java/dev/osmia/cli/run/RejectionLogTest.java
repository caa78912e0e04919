package dev.osmia.cli.run;

import org.junit.jupiter.api.Test;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class RejectionLogTest {
    private static String lines(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(line -> "\nline " + line).collect(Collectors.joining());
    }

    @Test
    void shortLogsAreShownAsTheyAre() {
        assertThat(RejectionLog.end("")).isEmpty();
        assertThat(RejectionLog.end("R1 !read_ok\nprocessed 1 insns\n\n"))
                .isEqualTo("\nR1 !read_ok\nprocessed 1 insns");
        assertThat(RejectionLog.end(lines(1, 19))).isEqualTo("\n" + lines(1, 19));
    }

    @Test
    void longOnesAreShownFromTheirEnd() {
        assertThat(RejectionLog.end(lines(1, 1500).strip()))
                .isEqualTo("\nthe end of Linux's log, without the 1,480 lines before; osmia verify explains it:"
                        + lines(1481, 1500));
    }
}
