package dev.osmia.cli.run;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfFormatException;
import dev.osmia.capture.CaptureReader;
import dev.osmia.capture.CaptureWriter;
import dev.osmia.capture.LinkType;
import dev.osmia.capture.Packet;
import dev.osmia.cli.Failure;
import dev.osmia.cli.NamedFile;
import dev.osmia.cli.Osmia;
import dev.osmia.cli.run.Outcome.TraceLine;
import dev.osmia.cli.run.RunOptions.KernelKind;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.linux.LinuxKernel;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRelocationException;
import dev.osmia.object.TypeRelocator;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Runs the programs of an object on what they are given. */
public final class Session {
    private final RunOptions options;
    private final Consumer<String> remarks;
    private final List<TraceLine> trace = new ArrayList<>();
    private final List<Tally> tallies = new ArrayList<>();
    private long packets;
    private long bytes;
    private long written;
    private long nanos;

    /** A session that makes remarks about what does not work as asked. */
    public Session(RunOptions options, Consumer<String> remarks) {
        this.options = options;
        this.remarks = remarks;
    }

    /**
     * Runs everything.
     *
     * @throws Failure if a program does what it may not, or there is nothing to run
     */
    Outcome run() throws IOException {
        Selection selection = select(options);
        if (options.kept() != null && selection.chosen().size() > 1) {
            throw new Failure("-w keeps the packets of one program; --program NAME says of which", Osmia.USAGE);
        }
        selection.chosen().forEach(program -> tallies.add(new Tally(program)));
        try (Trace printed = new Trace(trace::add);
                Kernel kernel = open(printed);
                BpfObject loaded = load(options, kernel, selection)) {
            return run(kernel, loaded, selection, printed);
        }
    }

    /**
     * Chooses the programs that are to run.
     *
     * @throws Failure if there are none
     */
    public static Selection select(RunOptions options) throws IOException {
        ObjectSpec object = NamedFile.reading(options.object(), () -> ObjectSpec.read(options.object()));
        for (Map.Entry<String, Integer> size : options.mapSizes().entrySet()) {
            object = Resizing.of(object, size.getKey(), size.getValue());
        }
        for (Map.Entry<String, String> variable : options.variables().entrySet()) {
            object = Variables.set(object, variable.getKey(), variable.getValue());
        }
        return Selection.of(object, options);
    }

    /** A kernel inside the JVM as the options say, with an engine. */
    public static EmbeddedKernel.Builder embedded(RunOptions options, EngineKind engine) {
        EmbeddedKernel.Builder builder = EmbeddedKernel.builder().engine(engine);
        if (options.unverified()) {
            builder.unverified();
        }
        if (options.instructionLimit() != 0) {
            builder.instructionLimit(options.instructionLimit());
        }
        if (options.types() != null) {
            builder.types(types(options.types()));
        }
        return builder;
    }

    /** What a program is given that takes one packet or context. */
    public static TestInput input(RunOptions options, ProgramType type) {
        return input(type, options.data() == null ? new byte[0] : options.data());
    }

    private static TestInput input(ProgramType type, byte[] data) {
        return Input.CONTEXT.fits(type) ? TestInput.context(data) : TestInput.packet(data);
    }

    private Kernel open(Trace printed) {
        if (options.kernel() == KernelKind.EMBEDDED) {
            return embedded(options, options.engine()).trace(printed::line).open();
        }
        LinuxKernel.unavailableReason().ifPresent(reason -> {
            throw new Failure("--kernel linux: " + reason + "; --kernel embedded needs no permission");
        });
        return LinuxKernel.open();
    }

    private static ObjectSpec adjusted(RunOptions options, ObjectSpec spec) {
        Path types = options.types();
        if (types == null) {
            return spec;
        }
        try {
            return TypeRelocator.against(types(types)).relocate(spec);
        } catch (TypeRelocationException mismatch) {
            throw new Failure(options.object() + ": " + mismatch.getMessage(), mismatch);
        }
    }

    private static Btf types(Path file) {
        byte[] bytes = NamedFile.reading(file, () -> Files.readAllBytes(file));
        try {
            return Btf.read(bytes);
        } catch (BtfFormatException fault) {
            throw new Failure(file + ": " + fault.getMessage(), fault);
        }
    }

    /**
     * Loads what was chosen.
     *
     * @throws Failure if the kernel refuses it
     */
    public static BpfObject load(RunOptions options, Kernel kernel, Selection selection) {
        ObjectSpec spec = adjusted(options, selection.spec());
        try {
            return kernel.load(spec);
        } catch (BpfException refusal) {
            String advice = refusal.errno() == Errno.ENOTSUPP && asksForTypes(spec) ? "; --btf FILE gives them" : "";
            throw new Failure(options.object() + ": " + refusal.getMessage() + advice + log(kernel, refusal), refusal);
        }
    }

    private static String log(Kernel kernel, BpfException refusal) {
        if (kernel instanceof LinuxKernel) {
            return RejectionLog.end(refusal.log());
        }
        return refusal.log().isBlank() ? "" : "\n" + refusal.log().stripTrailing();
    }

    private static boolean asksForTypes(ObjectSpec spec) {
        return spec.programs()
                .values()
                .stream()
                .anyMatch(program -> program.autoload() && !TypeRelocator.pending(program).isEmpty());
    }

    private Outcome run(Kernel kernel, BpfObject object, Selection selection, Trace printed) throws IOException {
        if (options.kernel() == KernelKind.LINUX) {
            String reason = printed.openPipe(object.spec());
            if (!reason.isEmpty()) {
                remarks.accept("trace output is not shown: " + reason);
            }
        }
        List<Events> events = new ArrayList<>();
        try (Closing _ = () -> events.forEach(Events::close)) {
            for (BpfMap map : object.maps().values()) {
                if (map.type() == MapType.RINGBUF) {
                    events.add(new Events(map, object.spec(), options.limit()));
                }
            }
            Runnable collect = () -> {
                printed.poll();
                events.forEach(each -> each.poll(packets));
            };
            give(selection.chosen().stream().map(ProgramSpec::name).map(object::program).toList(), printed, collect);
            return new Outcome(kernel.name(), tallies, selection.left(), packets, bytes,
                    options.kept() == null ? -1 : written, maps(object), references(object), events,
                    Variables.read(object), trace, nanos);
        }
    }

    private static List<MapRows> maps(BpfObject object) {
        return object.maps().values().stream().filter(map -> MapRows.canRead(map.spec())).map(MapRows::read).toList();
    }

    private static List<MapSpec> references(BpfObject object) {
        return object.maps().values().stream().map(BpfMap::spec).filter(map -> map.type().valueIsFd()).toList();
    }

    /** What is kept gets its name when all has gone well, and is gone if the run is broken off. */
    private void give(List<BpfProgram> programs, Trace printed, Runnable collect) {
        Path kept = options.kept();
        if (kept == null) {
            give(programs, null, printed, collect);
            return;
        }
        NamedFile.writing(kept, () -> {
            CaptureWriter writer = CaptureWriter.create(kept);
            try (Interruption _ = Interruption.undoneBy(writer::abandon); writer) {
                giveOrAbandon(programs, writer, printed, collect);
            }
        });
    }

    private void giveOrAbandon(List<BpfProgram> programs, CaptureWriter writer, Trace printed, Runnable collect)
            throws IOException {
        try {
            give(programs, writer, printed, collect);
        } catch (RuntimeException failure) {
            try {
                writer.abandon();
            } catch (IOException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    private void give(List<BpfProgram> programs, @Nullable CaptureWriter writer, Trace printed, Runnable collect) {
        Path capture = options.capture();
        if (capture == null) {
            byte[] data = options.data() == null ? new byte[0] : options.data();
            give(new Packet(0, LinkType.ETHERNET, data.length, data), programs, writer, printed, collect);
        } else {
            each(capture, packet -> give(packet, programs, writer, printed, collect));
        }
    }

    private void each(Path capture, Consumer<Packet> target) {
        NamedFile.reading(capture, () -> {
            try (CaptureReader reader = CaptureReader.open(capture)) {
                for (Packet packet : reader) {
                    if (packet.linkType() != LinkType.ETHERNET) {
                        throw new Failure(capture + ": packet " + (packets + 1) + " has link type "
                                + LinkType.name(packet.linkType()) + ", expected ETHERNET");
                    }
                    target.accept(packet);
                }
            }
            return packets;
        });
    }

    private void give(Packet packet, List<BpfProgram> programs, @Nullable CaptureWriter writer, Trace printed,
            Runnable collect) {
        packets++;
        bytes += packet.data().length;
        printed.next(packets);
        for (int i = 0; i < programs.size(); i++) {
            BpfProgram program = programs.get(i);
            TestResult result = run(program, packet.data(), tallies.get(i));
            collect.run();
            if (result != null && writer != null) {
                keep(packet, program, result, writer);
            }
        }
    }

    private @Nullable TestResult run(BpfProgram program, byte[] data, Tally tally) {
        TestInput input = input(program.type(), data);
        long start = System.nanoTime();
        try {
            TestResult result = program.test(input.withRepeat(options.repeat()));
            nanos += System.nanoTime() - start;
            tally.add(result);
            return result;
        } catch (ProgramTrap trap) {
            String advice = trap.reason().startsWith("still running") ? "; --instruction-limit N allows more" : "";
            throw new Failure(options.object() + ": " + trap.getMessage() + advice + where(), trap);
        } catch (BpfException refusal) {
            if (options.capture() == null || refusal.errno() != Errno.EINVAL) {
                throw refusal;
            }
            tally.refuse(packets, String.valueOf(refusal.getMessage()));
            return null;
        }
    }

    private String where() {
        return options.capture() == null ? "" : " (packet " + packets + " of " + options.capture() + ")";
    }

    private void keep(Packet packet, BpfProgram program, TestResult result, CaptureWriter writer) {
        byte[] data = result.data();
        int kept = Verdict.kept(program.type(), result.returnValue(), data.length);
        if (kept > 0) {
            int original = Math.max(kept, packet.originalLength() + data.length - packet.data().length);
            Packet left = new Packet(packet.timestampNanos(), packet.linkType(), original, Arrays.copyOf(data, kept));
            NamedFile.writing(Objects.requireNonNull(options.kept()), () -> writer.write(left));
            written++;
        }
    }

    /** Something to do at the end of a block. */
    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }
}
