package dev.osmia.linux;

import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.KernelConfig;
import dev.osmia.object.ProgramSpec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** What the running kernel says of itself: the files and probes are those of libbpf. */
final class LinuxConfig {
    private static final String RELEASE = System.getProperty("os.version");
    /** Ubuntu's and Debian's releases do not name the version of Linux that they are made of; these files do. */
    private static final Path UBUNTU = Path.of("/proc/version_signature");
    private static final Path DEBIAN = Path.of("/proc/sys/kernel/version");
    private static final String DEBIAN_MARK = "Debian ";
    /** One of them is there where kprobes are. */
    private static final List<Path> KPROBES = List.of(Path.of("/sys/bus/event_source/devices/kprobe/type"),
            Path.of("/sys/kernel/tracing/kprobe_events"), Path.of("/sys/kernel/debug/tracing/kprobe_events"));
    private static final Path BUILT_IN = Path.of("/proc/config.gz");

    private LinuxConfig() {
    }

    static KernelConfig read(LinuxKernel kernel, KernelSymbols symbols) {
        return read(symbols, hasCookies(kernel));
    }

    /** The same for those who may load no program: helpers are taken from the kernel's types. */
    static KernelConfig read(KernelSymbols symbols) {
        return read(symbols, symbols.knowsEnumerator("BPF_FUNC_get_attach_cookie"));
    }

    /** How the kernel was built, as lines of {@code CONFIG_NAME=VALUE} and remarks; empty if nothing tells. */
    static String text() {
        Path file = file();
        try {
            if (!Files.isReadable(file)) {
                return "";
            }
            byte[] bytes = Files.readAllBytes(file);
            return new String(file.equals(BUILT_IN) ? unpacked(bytes) : bytes, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the kernel's configuration from " + file, failure);
        }
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return plain.readAllBytes();
        }
    }

    private static Path file() {
        Path beside = Path.of("/boot/config-" + RELEASE);
        return Files.isReadable(beside) ? beside : BUILT_IN;
    }

    private static KernelConfig read(KernelSymbols symbols, boolean hasCookies) {
        Path file = file();
        return new KernelConfig(Files.isReadable(file)
                ? file.toString()
                : "this kernel, of which neither /boot nor " + BUILT_IN + " tells how it was built",
                version(), hasCookies, hasWrapper(symbols), KernelConfig.options(text().lines()));
    }

    private static int version() {
        try {
            if (Files.isReadable(UBUNTU)) {
                List<String> words = List.of(Files.readString(UBUNTU).split("\\s+", -1));
                if (words.size() > 2 && KernelConfig.version(words.get(2)) != 0) {
                    return KernelConfig.version(words.get(2));
                }
            }
            String build = Files.readString(DEBIAN);
            int mark = build.indexOf(DEBIAN_MARK);
            int debian = mark < 0 ? 0 : KernelConfig.version(build.substring(mark + DEBIAN_MARK.length()));
            return debian != 0 ? debian : KernelConfig.version(RELEASE);
        } catch (IOException unreadable) {
            return KernelConfig.version(RELEASE);
        }
    }

    /** Whether programs on kprobes may ask for their cookie; only loading one tells. */
    private static boolean hasCookies(LinuxKernel kernel) {
        Code code = Code.of(new Instruction.CallHelper(Helper.GET_ATTACH_COOKIE.id()), new Instruction.Exit());
        ProgramSpec probe = ProgramSpec.of("cookie", ProgramType.KPROBE, code);
        try (BpfProgram loaded = kernel.loadProgram(probe, Map.of())) {
            return loaded.handle() >= 0;
        } catch (BpfException refused) {
            return false;
        }
    }

    /** Whether system calls have wrappers that kprobes can be put on: that is what libbpf tries, and says no without kprobes. */
    private static boolean hasWrapper(KernelSymbols symbols) {
        if (KPROBES.stream().noneMatch(Files::exists)) {
            return false;
        }
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String wrapper = machine.equals("aarch64") ? "__arm64_sys_bpf" : "__x64_sys_bpf";
        return symbols.address(wrapper).isPresent() || symbols.typeId(wrapper, BtfType.Func.class).isPresent();
    }
}
