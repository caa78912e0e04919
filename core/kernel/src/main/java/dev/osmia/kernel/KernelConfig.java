package dev.osmia.kernel;

import dev.osmia.object.ObjectSpec;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a kernel says of itself to programs that ask with {@code __kconfig} externs.
 *
 * @param source where the options come from, for messages: a file, or the kernel's name
 * @param version as Linux codes it, {@link #version(String)}; 0 if unknown
 * @param hasBpfCookie whether programs can have cookies ({@code LINUX_HAS_BPF_COOKIE})
 * @param hasSyscallWrapper whether system calls take their arguments in a structure of registers
 *     ({@code LINUX_HAS_SYSCALL_WRAPPER})
 * @param options how it was built, as a {@code .config} file says it: {@code CONFIG_HZ} is {@code 250},
 *     {@code CONFIG_NET} is {@code y}, text is in quotes. Options that are not set are left out.
 */
public record KernelConfig(String source, int version, boolean hasBpfCookie, boolean hasSyscallWrapper,
        Map<String, String> options) {
    /** What a kernel says that says nothing. */
    public static final KernelConfig UNKNOWN = new KernelConfig("this kernel", 0, false, false, Map.of());

    private static final String OPTION = "CONFIG_";
    private static final Pattern VERSION = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,9}))?");
    /** {@code KERNEL_VERSION} has a byte for each of the last two numbers, and stops at its end. */
    private static final int LARGEST_PART = 255;

    /** Copies, so that the record cannot change. */
    public KernelConfig {
        options = Map.copyOf(options);
    }

    /**
     * An object with values in what it asks of the configuration ({@code .kconfig}); the same object if it asks nothing.
     *
     * @throws BpfException if the kernel does not know something that is not weak, or its value does not fit the type
     */
    public ObjectSpec fill(ObjectSpec object) {
        return ConfigExterns.fill(object, () -> this);
    }

    /** The lines of a {@code .config} file as options; where one is set twice, the first counts. */
    public static Map<String, String> options(Stream<String> lines) {
        Map<String, String> options = new LinkedHashMap<>();
        for (Iterator<String> each = lines.iterator(); each.hasNext();) {
            String line = each.next();
            int equals = line.indexOf('=');
            if (line.startsWith(OPTION) && equals > 0 && equals + 1 < line.length()) {
                options.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return options;
    }

    /** The first version in a text as {@code KERNEL_VERSION} codes it: {@code 6.18.2-cloud} is 0x061202. 0 without one. */
    public static int version(String text) {
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.find()) {
            return 0;
        }
        int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return Integer.parseInt(matcher.group(1)) << 16
                | Math.min(Integer.parseInt(matcher.group(2)), LARGEST_PART) << 8 | Math.min(patch, LARGEST_PART);
    }
}
