package dev.osmia.verifier.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A family of cases in a file. A case is a block of lines:
 *
 * <pre>
 * == name                      what it shows; # begins a comment line anywhere
 * with x 1 2 0..12/4           the case once for each value of $x; several variables vary independently,
 * with x,y 1,a 2,b             and those of one line together; ~ in a value is a blank
 * program xdp attach=xdp flags=sleepable license=MIT target=bpf_fentry_test1
 * program struct_ops target=tcp_congestion_ops.ssthresh    a function of a table, whose struct types.c knows
 * map m hash 4 8 1 flags=no_prealloc value=locked inner=other data=00ff frozen
 * function main name           the type of the function at a label (main: slot 0), from types.c
 * line 3 1 2                   slot 3 comes from a line of source; where its text and its file's name are in types.c's strings
 * strict                       the loader has CAP_BPF and not CAP_PERFMON
 * types                        the program has the types of types.c
 *   code                       Osmia's assembly, with bpf_NAME helpers by name,
 *   lookup m                   r0 = the value of m's first element (of keys of at most 8 bytes)
 *   call @name                 functions of the kernel,
 *   r0 = 0 | exit              several lines in one,
 *   repeat 3: r$i = 0          repeated lines, numbered from 0,
 *   raw bf 1 2 0 0             slots as opcode (hexadecimal), destination, source, offset, immediate,
 *   r1 = typeid(name)          and the ids of structs and functions in types.c
 * =&gt; EACCES after 3: R1 invalid what Linux says: a line for each combination of values in their order, the last
 * =&gt; 4 x accepted after 2         variable fastest, "4 x" for four in a row; off=$off stands for off=4 where $off is 4
 * </pre>
 */
public final class CaseFile {
    private static final Path FOLDER = Path.of("core/verifier/src/test/resources/verdicts");

    private final Path path;
    private final List<String> head;
    private final List<Block> blocks;

    private CaseFile(Path path, List<String> head, List<Block> blocks) {
        this.path = path;
        this.head = head;
        this.blocks = blocks;
    }

    /** The folder with all families, for a test that runs in a module of this repository. */
    static Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(FOLDER))) {
                return at.resolve(FOLDER);
            }
        }
        throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " holds " + FOLDER);
    }

    /** All families, by name. */
    public static List<CaseFile> all() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            List<CaseFile> all = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".txt")).sorted().toList()) {
                all.add(read(file));
            }
            return all;
        }
    }

    static CaseFile read(Path path) throws IOException {
        List<String> head = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        Block block = null;
        for (String line : Files.readAllLines(path)) {
            if (line.startsWith("== ")) {
                block = new Block(line.substring(3));
                blocks.add(block);
            } else if (block == null) {
                head.add(line);
            } else {
                block.add(line);
            }
        }
        return new CaseFile(path, head, blocks);
    }

    /** The family's name. */
    public String name() {
        return path.getFileName().toString().replace(".txt", "");
    }

    List<Block> blocks() {
        return blocks;
    }

    /** All cases in order. */
    public List<VerdictCase> cases() {
        return blocks.stream().flatMap(block -> block.cases().stream()).toList();
    }

    /**
     * Writes the file anew with other answers.
     *
     * @param answers one for each of {@link #cases}
     */
    public void record(List<Answer> answers) throws IOException {
        List<String> lines = new ArrayList<>(head);
        int next = 0;
        for (Block block : blocks) {
            int count = block.cases().size();
            lines.addAll(block.lines(answers.subList(next, next + count)));
            next += count;
        }
        Files.write(path, lines);
    }

    @Override
    public String toString() {
        return name();
    }
}
