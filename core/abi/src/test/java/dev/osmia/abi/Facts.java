package dev.osmia.abi;

import java.util.List;

/** What a running Linux 6.18 answered; how it was asked stands in each file's first line. */
final class Facts {
    private Facts() {
    }

    /** The lines of a file of facts, each taken apart at its spaces. */
    static List<List<String>> of(String topic) {
        return TableText.lines("linux-6.18-" + topic + ".txt").stream().map(TableText::words).toList();
    }
}
