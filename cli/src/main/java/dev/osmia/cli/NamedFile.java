package dev.osmia.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/** Work on a file that an argument names: a failure names that file as the user did, and says what is wrong with it. */
public final class NamedFile {
    private NamedFile() {
    }

    /** Something that needs the file. */
    @FunctionalInterface
    public interface Access<T> {
        /** Does it. */
        T run() throws IOException;
    }

    /** Something that needs the file and gives nothing back. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run() throws IOException;
    }

    /**
     * Reads from a file.
     *
     * @throws Failure if it cannot be read
     */
    public static <T> T reading(Path file, Access<T> access) {
        return access(file.toString(), file, access, "no such file");
    }

    /**
     * Reads all of a file, or of standard input if it is called {@code -}.
     *
     * @throws Failure if it cannot be read
     */
    static byte[] readAll(Path file, Console console) {
        return isStandardInput(file)
                ? access(name(file), Path.of("/dev/stdin"), () -> console.in().readAllBytes(), "it is closed")
                : reading(file, () -> Files.readAllBytes(file));
    }

    /** What a file is called in messages. */
    static String name(Path file) {
        return isStandardInput(file) ? "standard input" : file.toString();
    }

    private static boolean isStandardInput(Path file) {
        return file.toString().equals("-");
    }

    /**
     * Writes to a file.
     *
     * @throws Failure if it cannot be written
     */
    public static void writing(Path file, Work work) {
        access(file.toString(), file, () -> {
            work.run();
            return "";
        }, "there is no folder " + (file.getParent() == null ? file.toAbsolutePath() : file).getParent());
    }

    private static <T> T access(String name, Path file, Access<T> access, String ifMissing) {
        try {
            return access.run();
        } catch (IOException failure) {
            throw failure(name, file, failure, ifMissing);
        } catch (UncheckedIOException failure) {
            throw failure(name, file, Objects.requireNonNullElse(failure.getCause(), new IOException(failure)),
                    ifMissing);
        }
    }

    private static Failure failure(String name, Path file, IOException failure, String ifMissing) {
        if (Files.isDirectory(file)) {
            return new Failure(name + ": it is a folder, expected a file", failure);
        }
        return new Failure(name + ": " + switch (failure) {
            case NoSuchFileException _ -> ifMissing;
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException known -> inSentence(String.valueOf(known.getReason()));
            default -> inSentence(String.valueOf(failure.getMessage()));
        }, failure);
    }

    /** What the system says begins with a capital letter. */
    private static String inSentence(String reason) {
        return reason.isEmpty() ? "it failed" : reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    }
}
