package dev.osmia.cli;

import dev.osmia.cli.run.RunOptions;
import dev.osmia.cli.run.RunOptions.KernelKind;
import dev.osmia.cli.run.Runner;
import dev.osmia.embedded.EngineKind;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code osmia run}. */
final class RunCommand implements Command {
    private static final int ROWS = 20;

    @Override
    public String name() {
        return "run";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(name(),
                "Run the programs of an object file on packets, and print what they did.",
                "Runs the programs of an eBPF object file and prints what they did: verdicts, maps, events, variables, "
                        + "trace output. Keys and values are printed by their types (BTF).");
        spec.addPositional(Options.fileArgument("FILE.o", "The object file."));
        Options.group(spec, "What the programs are given",
                Options.file("--pcap", "FILE", "Give them the packets of a capture (pcap or pcapng)."),
                Options.file("--data", "HEX|FILE", "Give them one packet, or a syscall program its context:",
                        "hexadecimal digits, or the name of a file with the bytes."),
                Options.texts("--program", "NAME", "Run only this program; may be repeated.",
                        "Otherwise every program runs that can."),
                Options.number("--repeat", "Run N times on each packet, and tell how long a run takes."),
                Options.texts("--set", "NAME=VALUE", "Set a global variable: a number, or hex:BYTES."),
                Options.texts("--map-size", "NAME=N", "Give a map room for N elements."),
                Options.file("--btf", "FILE", "Adjust programs (CO-RE) to the kernel types (BTF) of this file",
                        "(default: those of the running Linux, /sys/kernel/btf/vmlinux)."));
        Options.group(spec, "Who runs them",
                Options.choice("--kernel", "KERNEL", Options.words(KernelKind.class),
                        "embedded: the kernel inside the JVM (default).",
                        "linux: the machine's own; it needs root, or CAP_BPF, CAP_NET_ADMIN and",
                        "CAP_PERFMON."),
                Options.choice("--engine", "ENGINE", Options.words(EngineKind.class),
                        "tiered: interpreted at first, compiled once it runs often (default).",
                        "jit: compiled to bytecode of the JVM before it runs.",
                        "interpreter: never compiled; relies on the verifier.",
                        "checked: every access is checked once more, and a program that does",
                        "what it may not is stopped and told."),
                Options.flag("--unverified",
                        "Run programs that the verifier does not accept. They are stopped at the",
                        "first wrong access, but by the interpreter, which keeps accesses inside",
                        "the kernel's memory and checks nothing else: what a wrong program does to",
                        "its maps and packets is left to chance there."),
                Options.number("--instruction-limit",
                        "Stop a run as endless after N instructions, in the checked engine",
                        "(default: 268435456)."));
        Options.group(spec, "What is printed or kept",
                Options.file("-w", "FILE", "Keep the packets that were not dropped, as the program left them:",
                        "pcapng if the name says so, else pcap. One program only."),
                Options.number("--limit",
                        "Print N rows of each map, 0 for all (default: " + ROWS + ", with --json all)."),
                Options.flag("--json", "Print one JSON document, per-CPU values one by one."));
        return Options.complete(spec,
                "  osmia run flows.bpf.o --pcap web.pcap",
                "  osmia run primes.bpf.o --data e803000000000000",
                "  osmia run filter.bpf.o --pcap in.pcap -w passed.pcap --set blocked_port=22",
                "  osmia run flows.bpf.o --pcap web.pcap --kernel linux --json");
    }

    @Override
    public int run(ParseResult arguments, Console console) throws IOException {
        KernelKind kernel = Options.choice(arguments, "--kernel", KernelKind.class, KernelKind.EMBEDDED);
        boolean isLimited = arguments.hasMatchedOption("--instruction-limit");
        EngineKind engine = Options.choice(arguments, "--engine", EngineKind.class,
                isLimited ? EngineKind.CHECKED : EngineKind.TIERED);
        if (kernel == KernelKind.LINUX && arguments.hasMatchedOption("--engine")) {
            throw Options.usage(arguments, "--engine is for --kernel embedded");
        }
        if (isLimited && (kernel == KernelKind.LINUX || engine != EngineKind.CHECKED)) {
            throw Options.usage(arguments,
                    "--instruction-limit is for --engine checked: nothing else counts instructions");
        }
        boolean unverified = arguments.hasMatchedOption("--unverified");
        if (kernel == KernelKind.LINUX && unverified) {
            throw Options.usage(arguments, "--unverified is for --kernel embedded: Linux verifies everything");
        }
        boolean json = arguments.hasMatchedOption("--json");
        Path capture = Options.file(arguments, "--pcap");
        Path data = arguments.matchedOptionValue("--data", (Path) null);
        if (capture != null && data != null) {
            throw Options.usage(arguments, "--pcap and --data cannot both be given");
        }
        Path object = Options.file(arguments);
        Path kept = Options.file(arguments, "-w");
        Options.requireOther(arguments, "-w", kept, object, capture);
        Path types = Options.file(arguments, "--btf");
        Options.requireOther(arguments, "-w", kept, types);
        int limit = (int) Options.number(arguments, "--limit", json ? 0 : ROWS, 0, Integer.MAX_VALUE);
        Map<String, Integer> sizes = new LinkedHashMap<>();
        pairs(arguments, "--map-size").forEach((name, size) -> sizes.put(name, size(arguments, name, size)));
        RunOptions options = new RunOptions(object, capture,
                data == null ? null : Options.bytes(arguments, "--data", data.toString()),
                List.of(arguments.matchedOptionValue("--program", new String[0])),
                kept, kernel, engine, unverified,
                Options.number(arguments, "--instruction-limit", 0, 1, Long.MAX_VALUE),
                (int) Options.number(arguments, "--repeat", 1, 1, Integer.MAX_VALUE),
                pairs(arguments, "--set"), sizes, types, limit);
        return Runner.run(options, json, console) ? Osmia.DONE : Osmia.FAILED;
    }

    private static Map<String, String> pairs(ParseResult arguments, String option) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : arguments.matchedOptionValue(option, new String[0])) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw Options.usage(arguments, option + " " + pair + ": expected NAME=VALUE");
            }
            pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return pairs;
    }

    private static int size(ParseResult arguments, String name, String size) {
        return (int) Options.number(arguments, "--map-size " + name + "=" + size, size, 0, 0xffff_ffffL);
    }
}
