package dev.osmia.kernel;

import dev.osmia.abi.Errno;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.VariableSpec;

import java.util.function.Supplier;

/** Fills in what an object asks of the kernel's configuration ({@code .kconfig}), by libbpf's rules. */
final class ConfigExterns {
    private static final String MAP = ".kconfig";
    private static final String OPTION = "CONFIG_";
    private static final String VIRTUAL = "LINUX_";

    private final ObjectSpec spec;
    private final KernelConfig config;

    private ConfigExterns(ObjectSpec spec, KernelConfig config) {
        this.spec = spec;
        this.config = config;
    }

    /**
     * The object with values in its externs; the same object if it has none.
     *
     * @throws BpfException if the kernel does not know one that is not weak, or its value does not fit the type
     */
    static ObjectSpec fill(ObjectSpec spec, Supplier<KernelConfig> config) {
        return spec.variables().values().stream().anyMatch(variable -> variable.map().equals(MAP))
                ? new ConfigExterns(spec, config.get()).filled()
                : spec;
    }

    private ObjectSpec filled() {
        ObjectSpec result = spec;
        for (VariableSpec variable : spec.variables().values()) {
            if (variable.map().equals(MAP)) {
                result = result.withVariable(variable.name(), value(variable));
            }
        }
        return result;
    }

    private byte[] value(VariableSpec variable) {
        if (spec.btf() == null) {
            throw refusal(variable, Errno.EINVAL, "has no type");
        }
        try {
            return value(variable, new ConfigValue(spec.btf(), spec.order(), variable));
        } catch (ConfigValue.Unfit unfit) {
            throw refusal(variable, Errno.EINVAL, String.valueOf(unfit.getMessage()));
        }
    }

    private byte[] value(VariableSpec variable, ConfigValue value) {
        if (variable.name().startsWith(OPTION)) {
            String text = config.options().get(variable.name());
            if (text == null && !variable.weak()) {
                throw refusal(variable, Errno.ESRCH, "is not set by " + config.source()
                        + "; declare it __weak if the program does without");
            }
            return text == null ? new byte[variable.size()] : value.ofOption(text);
        }
        return switch (variable.name()) {
            case "LINUX_KERNEL_VERSION" -> {
                if (config.version() == 0) {
                    throw refusal(variable, Errno.EINVAL, "is not known to " + config.source());
                }
                yield value.ofNumber(config.version());
            }
            case "LINUX_HAS_BPF_COOKIE" -> value.ofNumber(config.hasBpfCookie() ? 1 : 0);
            case "LINUX_HAS_SYSCALL_WRAPPER" -> value.ofNumber(config.hasSyscallWrapper() ? 1 : 0);
            default -> {
                if (!variable.name().startsWith(VIRTUAL) || !variable.weak()) {
                    throw refusal(variable, Errno.EINVAL, "is no option, which start with CONFIG_, and neither "
                            + "LINUX_KERNEL_VERSION, LINUX_HAS_BPF_COOKIE nor LINUX_HAS_SYSCALL_WRAPPER");
                }
                yield new byte[variable.size()];
            }
        };
    }

    private BpfException refusal(VariableSpec variable, Errno errno, String problem) {
        return new BpfException("load object " + spec.name(), errno, "extern " + variable.name() + " " + problem);
    }
}
