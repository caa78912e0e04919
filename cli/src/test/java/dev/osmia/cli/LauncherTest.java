package dev.osmia.cli;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The launcher, with JDKs that only say how they were started. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
    private static final Path LAUNCHER = Commands.EXAMPLES.toAbsolutePath().normalize().resolveSibling("osmia");
    private static final String MAIN = "dev.osmia.cli.Main";

    private record Run(int status, String out, String err) {}

    @TempDir
    private Path folder;
    private Path jars;
    private String path = "/nowhere";

    @BeforeEach
    void makeJars() throws IOException {
        jars = Files.createDirectories(folder.resolve("all jars"));
        Files.createFile(jars.resolve("osmia.jar"));
    }

    /** A folder that looks like a JDK; its java prints its arguments, and makes a cache when told to. */
    private Path jdk(String place, String version) throws IOException {
        Path home = folder.resolve(place);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : List.of("java", "javac")) {
            executable(home.resolve("bin").resolve(program), """
                    #!/bin/sh
                    for word in "$@"; do
                      case $word in
                        -XX:AOTCacheOutput=*) echo cache >"${word#*=}"; echo x >>'%s/trained'; exit ;;
                      esac
                    done
                    echo '%s'
                    for word in "$@"; do
                      echo "<$word>"
                    done
                    """.formatted(folder, place));
        }
        return home;
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run osmia(Path launcher, Path from, Map<String, String> environment, String... arguments) {
        return osmia(List.of(), launcher, from, environment, arguments);
    }

    private Run osmia(List<String> user, Path launcher, Path from, Map<String, String> environment,
            String... arguments) {
        List<String> command = new ArrayList<>(user);
        command.addAll(List.of("/bin/sh", launcher.toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = folder.resolve("out.txt");
            Path err = folder.resolve("err.txt");
            ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().put("OSMIA_JARS", jars.toString());
            builder.environment().put("OSMIA_ROOT", folder.toString());
            builder.environment().put("PATH", path);
            builder.environment().putAll(environment);
            Process process = builder.start();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The usual tools, but no java: those that the launcher needs. */
    private void withTools() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("cat", "chmod", "cksum", "cp", "date", "find", "grep", "head", "mkdir", "mv",
                "readlink", "rm", "sed", "sh", "sleep", "tar", "touch", "tr", "wc")) {
            for (String place : List.of("/usr/bin/", "/bin/")) {
                if (Files.exists(Path.of(place + tool))) {
                    executable(tools.resolve(tool), "#!/bin/sh\nexec " + place + tool + " \"$@\"\n");
                }
            }
        }
        path = tools.toString();
    }

    private Run osmia(@Nullable Path home, String... arguments) {
        return osmia(LAUNCHER, folder, home == null ? Map.of() : Map.of("JAVA_HOME", home.toString()), arguments);
    }

    private List<String> trained() throws IOException {
        return Files.exists(folder.resolve("trained")) ? Files.readAllLines(folder.resolve("trained")) : List.of();
    }

    @Test
    void withoutAJdkItSaysWhereItLookedAndWhatToDo() throws IOException {
        jdk("usr/lib/jvm/old", "17.0.9");
        Run run = osmia((Path) null, "--version");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no JDK 25 or newer was found", "/usr/lib/jvm", "JAVA_HOME",
                "old is Java 17.0.9");
    }

    @Test
    void javaHomeComesFirstAndArgumentsStayAsTheyAre() throws IOException {
        withTools();
        jdk("usr/lib/jvm/newer", "27");
        Run run = osmia(jdk("my jdk", "25.0.1"), "run", "a file", "", "--data=*");
        assertThat(run.out()).startsWith("my jdk\n").endsWith("<" + MAIN + ">\n<run>\n<a file>\n<>\n<--data=*>\n");
        assertThat(run.out()).contains("<" + jars.resolve("osmia.jar") + ">");
        assertThat(run.status()).isZero();
    }

    @Test
    void anOldJavaHomeIsPassedOverForThePath() throws IOException {
        withTools();
        Path good = jdk("good", "26-ea");
        Files.createSymbolicLink(folder.resolve("tools/java"), good.resolve("bin/java"));
        assertThat(osmia(jdk("old", "21.0.2"), "x").out()).startsWith("good\n");
    }

    @Test
    void theNewestOfTheUsualPlacesIsTheLastResort() throws IOException {
        withTools();
        jdk("usr/lib/jvm/a", "25.0.2");
        jdk("opt/b", "26.0.1");
        jdk("usr/lib/jvm/c", "24");
        assertThat(osmia((Path) null, "x").out()).startsWith("opt/b\n");
    }

    @Test
    void worksFromAnywhereAndThroughSymbolicLinks() throws IOException {
        withTools();
        Path home = jdk("jdk", "25");
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("bee"), LAUNCHER);
        Path linkToLink = Files.createSymbolicLink(folder.resolve("link"), Path.of("else where/bee"));
        for (Path launcher : List.of(link, linkToLink, Path.of("bee"))) {
            Run run = osmia(launcher, elsewhere, Map.of("JAVA_HOME", home.toString()), "--version");
            assertThat(run.out()).as(launcher.toString()).startsWith("jdk\n").endsWith("<--version>\n");
        }
    }

    @Test
    void theCacheIsMadeOnceAndAgainWhenItDoesNotFit() throws IOException {
        withTools();
        Path home = jdk("jdk", "25");
        Path cache = jars.resolve("osmia.aot");
        Run first = osmia(home, "x");
        assertThat(first.err()).contains("prepares quick starts");
        assertThat(first.out()).contains("<-XX:AOTCache=" + cache + ">");
        assertThat(osmia(home, "x")).isEqualTo(new Run(0, first.out(), ""));
        assertThat(trained()).hasSize(1);

        Files.writeString(cache, "cut");
        assertThat(osmia(home, "x").err()).contains("prepares quick starts");
        assertThat(trained()).hasSize(2);

        jdk("jdk", "25.0.1");
        assertThat(osmia(home, "x").out()).contains("<-XX:AOTCache=" + cache + ">");
        assertThat(trained()).hasSize(3);
    }

    @Test
    void aCacheThatCannotBeMadeIsNotTriedForEver() throws IOException {
        withTools();
        Path home = jdk("jdk", "25");
        Path java = home.resolve("bin/java");
        Files.writeString(java, Files.readString(java).replace("echo cache >\"${word#*=}\"", ":"));
        assertThat(osmia(home, "x").out()).doesNotContain("AOTCache");
        assertThat(osmia(home, "x").err()).isEmpty();
        assertThat(trained()).hasSize(1);
    }

    /** A checkout whose build only leaves empty jars, or fails if there is a file that says so. */
    private Path checkout() throws IOException {
        Path root = folder.resolve("check out");
        for (String file : List.of("pom.xml", "cli/pom.xml", "cli/src/main/Main.java", "core/isa/pom.xml",
                "core/isa/src/main/Code.java", "kernels/linux/pom.xml", "kernels/linux/src/main/Bpf.java")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.createFile(root.resolve(file));
        }
        Files.copy(LAUNCHER, root.resolve("osmia"));
        Files.writeString(root.resolve("mvnw"), """
                [ ! -e broken ] || { echo '[ERROR] it is broken'; exit 1; }
                mkdir -p cli/target/lib && : >cli/target/lib/osmia-isa.jar && : >cli/target/osmia-cli-1.jar
                echo x >>builds
                """);
        return root;
    }

    @Test
    void buildsOnFirstUseAndWhenASourceIsNewer() throws IOException {
        withTools();
        Path root = checkout();
        Map<String, String> environment = Map.of("JAVA_HOME", jdk("jdk", "25").toString(), "OSMIA_JARS", "");
        Run first = osmia(root.resolve("osmia"), folder, environment, "x");
        assertThat(first.err()).contains("builds with");
        assertThat(first.out()).contains("osmia-cli-1.jar").contains("osmia-isa.jar").endsWith("<x>\n");
        assertThat(osmia(root.resolve("osmia"), folder, environment, "x")).isEqualTo(new Run(0, first.out(), ""));
        assertThat(Files.readAllLines(root.resolve("builds"))).hasSize(1);

        Path source = root.resolve("core/isa/src/main/Code.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(10)));
        assertThat(osmia(root.resolve("osmia"), folder, environment, "x").err()).contains("builds with");
        assertThat(Files.readAllLines(root.resolve("builds"))).hasSize(2);
    }

    /** What stands before a command so that it may not write everywhere: nothing unless this is root. */
    private static List<String> asAnybody() throws IOException {
        boolean root = Files.getOwner(Path.of("/proc/self")).getName().equals("root");
        assumeTrue(!root || Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "root may write everywhere, and setpriv, which would make it somebody else, is missing");
        return root
                ? List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                : List.of();
    }

    private static void setPermissions(Path root, String folders) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.toList()) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(Files.isDirectory(each)
                        ? folders
                        : "r--r--r--"));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aCheckoutThatCannotBeWrittenToIsBuiltElsewhereOrSaysWhereThatCouldBe() throws IOException {
        withTools();
        String home = jdk("jdk", "25").toString();
        Path root = checkout();
        Path cache = Files.createDirectory(folder.resolve("cache"));
        setPermissions(root, "r-xr-xr-x");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        try {
            for (Map<String, String> nowhere : List.of(Map.of("HOME", "/proc/nobody"), Map.<String, String>of())) {
                Map<String, String> environment = new HashMap<>(nowhere);
                environment.putAll(Map.of("JAVA_HOME", home, "OSMIA_JARS", ""));
                Run run = osmia(asAnybody(), root.resolve("osmia"), folder, environment, "x");
                assertThat(run.status()).isEqualTo(1);
                assertThat(run.out()).isEmpty();
                assertThat(run.err()).startsWith("osmia: there is no build in " + root)
                        .endsWith(": set XDG_CACHE_HOME to a folder of yours\n")
                        .hasLineCount(1);
            }
            Run run = osmia(asAnybody(), root.resolve("osmia"), folder,
                    Map.of("JAVA_HOME", home, "OSMIA_JARS", "", "XDG_CACHE_HOME", cache.toString()), "x");
            assertThat(run.err()).contains("builds with").doesNotContain("ermission");
            assertThat(run.out()).contains(cache.toString()).endsWith("<x>\n");
        } finally {
            setPermissions(root, "rwxr-xr-x");
        }
    }

    @Test
    void aFailedBuildNamesItsLog() throws IOException {
        withTools();
        Path root = checkout();
        Files.createFile(root.resolve("broken"));
        Run run = osmia(root.resolve("osmia"), folder,
                Map.of("JAVA_HOME", jdk("jdk", "25").toString(), "OSMIA_JARS", ""), "x");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("[ERROR] it is broken",
                root.resolve(".osmia/build.log") + " has all that it said");
        assertThat(root.resolve(".osmia/lock")).doesNotExist();
    }
}
