package dev.osmia.cli;

import dev.osmia.cli.show.Hex;
import dev.osmia.cli.show.Json;
import dev.osmia.isa.InstructionFormatException;
import dev.osmia.isa.classic.ClassicProgram;
import dev.osmia.isa.classic.ClassicStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** {@code osmia disasm --classic}: filters of classic BPF, in the forms in which people have them. */
final class ClassicListing {
    private static final int INSTRUCTION_BYTES = 8;
    /** How many numbers stand for an instruction in text: code, two distances, k. */
    private static final int NUMBERS = 4;

    private ClassicListing() {
    }

    static void print(ParseResult arguments, Path file, Console console) {
        for (String option : List.of("--program", "--no-source")) {
            if (arguments.hasMatchedOption(option)) {
                throw Options.usage(arguments,
                        option + " is not for --classic: a filter is one program without source");
            }
        }
        ClassicStyle style = Options.choice(arguments, "--syntax", ClassicStyle.class, ClassicStyle.TCPDUMP);
        ClassicProgram program;
        try {
            program = ClassicProgram.decode(bytes(NamedFile.name(file), NamedFile.readAll(file, console)),
                    ByteOrder.nativeOrder());
        } catch (InstructionFormatException mistake) {
            throw new Failure(NamedFile.name(file) + ": " + mistake.getMessage(), mistake);
        }
        byte[] bytes = program.encode(ByteOrder.nativeOrder());
        if (arguments.hasMatchedOption("--json")) {
            printJson(program, style, bytes, console);
        } else if (arguments.hasMatchedOption("--hex")) {
            for (int index = 0; index < program.instructions().size(); index++) {
                console.out().println(hex(bytes, index, " "));
            }
        } else {
            program.print(style).lines().forEach(console.out()::println);
        }
    }

    private static void printJson(ClassicProgram program, ClassicStyle style, byte[] bytes, Console console) {
        try (Json json = new Json(console.out())) {
            json.array("instructions");
            for (int index = 0; index < program.instructions().size(); index++) {
                json.object()
                        .number("index", index)
                        .text("hex", hex(bytes, index, ""))
                        .text("text", style.print(index, program.instructions().get(index)))
                        .end();
            }
            json.endArray();
        }
    }

    private static String hex(byte[] bytes, int index, String separator) {
        return Hex.of(Arrays.copyOfRange(bytes, index * INSTRUCTION_BYTES, (index + 1) * INSTRUCTION_BYTES), separator);
    }

    /** The array of {@code struct sock_filter} that is in a file, in this machine's byte order. */
    private static byte[] bytes(String name, byte[] contents) {
        for (byte each : contents) {
            if (each < ' ' && each != '\n' && each != '\r' && each != '\t') {
                return contents;
            }
        }
        String[] words = new String(contents, StandardCharsets.US_ASCII).strip().split("[\\s,]+");
        byte[] bytes = fromNumbers(words);
        if (bytes == null && Stream.of(words).allMatch(word -> word.length() % 2 == 0)) {
            bytes = Hex.parse(String.join(" ", words));
        }
        if (bytes == null || bytes.length == 0) {
            throw new Failure(
                    name + ": expected a classic BPF filter: its bytes, as they are or in hexadecimal, or the "
                            + "numbers that tcpdump -ddd prints, first how many instructions and then four for each");
        }
        return bytes;
    }

    /** Reads what {@code tcpdump -ddd} and {@code bpf_asm} print; null if it is nothing of the kind. */
    private static byte @Nullable [] fromNumbers(String[] words) {
        long[] numbers = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            if (!words[i].matches("[0-9]{1,10}")) {
                return null;
            }
            numbers[i] = Long.parseLong(words[i]);
        }
        if (numbers.length != 1 + NUMBERS * numbers[0]) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) numbers[0] * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
        for (int i = 1; i < numbers.length; i += NUMBERS) {
            if (numbers[i] > 0xffff || numbers[i + 1] > 0xff || numbers[i + 2] > 0xff
                    || numbers[i + 3] > 0xffff_ffffL) {
                return null;
            }
            bytes.putShort((short) numbers[i]).put((byte) numbers[i + 1]).put((byte) numbers[i + 2]);
            bytes.putInt((int) numbers[i + 3]);
        }
        return bytes.array();
    }
}
