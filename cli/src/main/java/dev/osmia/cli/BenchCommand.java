package dev.osmia.cli;

import dev.osmia.cli.bench.Benchmark;
import dev.osmia.cli.run.RunOptions;
import dev.osmia.cli.run.RunOptions.KernelKind;
import dev.osmia.embedded.EngineKind;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code osmia bench}. */
final class BenchCommand implements Command {

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(name(),
                "Tell how long the programs of an object file take, on each engine and in Linux.",
                "Runs each program over and over on one packet or context, on the engines of the kernel inside the JVM "
                        + "and, where bpf(2) is allowed, in Linux, in turns on the same machine, and prints nanoseconds a "
                        + "run. All warm up until that makes no difference any more. A figure is the median of "
                        + Benchmark.REPETITIONS + ", each the best of " + Benchmark.SLICES + " slices of "
                        + Benchmark.SLICE_MILLIS + " ms. Linux's is what BPF_PROG_TEST_RUN says, in whole nanoseconds, "
                        + "with the frame of a test run in it, about 20 to 30. Of syscall programs, which run once a call, the "
                        + "whole call is measured.");
        spec.addPositional(Options.fileArgument("FILE.o", "The object file; - is standard input."));
        Options.group(spec, "What is measured",
                Options.texts("--program", "NAME", "Only this program; may be repeated."),
                Options.file("--data", "HEX|FILE", "The packet, or the context of a syscall program."),
                Options.file("--btf", "FILE", "Adjust programs (CO-RE) to the kernel types (BTF) of this file",
                        "(default: those of the running Linux, /sys/kernel/btf/vmlinux)."));
        Options.group(spec, "What is printed",
                Options.flag("--json", "Print one JSON object a program, each on its own line."));
        return Options.complete(spec,
                "  osmia bench flows.bpf.o --data packet.bin",
                "  osmia bench primes.bpf.o --data e803000000000000 --json");
    }

    @Override
    public int run(ParseResult arguments, Console console) throws IOException {
        Path data = arguments.matchedOptionValue("--data", (Path) null);
        RunOptions options = new RunOptions(Options.file(arguments), null,
                data == null ? null : Options.bytes(arguments, "--data", data.toString()),
                List.of(arguments.matchedOptionValue("--program", new String[0])), null, KernelKind.EMBEDDED,
                EngineKind.JIT, false, 0, 1, Map.of(), Map.of(), Options.file(arguments, "--btf"), 0);
        new Benchmark(options, console).run(arguments.hasMatchedOption("--json"));
        return Osmia.DONE;
    }
}
