package dev.osmia.verifier;

import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.verifier.internal.log.LinuxLog;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.run.Passes;
import dev.osmia.verifier.internal.types.KernelTypes;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Says whether programs are safe, as the verifier of Linux 6.18 on x86-64 does with a JIT: the same verdicts, the same reasons.
 * Threads may share one.
 */
public final class Verifier {
    private final VerifierSettings settings;

    /** A verifier for a kernel and a loader. */
    public Verifier(VerifierSettings settings) {
        this.settings = settings;
    }

    /**
     * Verifies a program.
     *
     * @param maps the maps that its references name
     */
    public Verdict verify(ProgramSpec program, Map<String, MapSpec> maps) {
        return verify(program, program.code().encode(ByteOrder.LITTLE_ENDIAN), maps);
    }

    /**
     * Verifies a program and writes a log of it.
     *
     * @param maps the maps that its references name
     * @param log receives what Linux would write
     */
    public Verdict verify(ProgramSpec program, Map<String, MapSpec> maps, VerifierLog log) {
        return verify(program, program.code().encode(ByteOrder.LITTLE_ENDIAN), maps, log);
    }

    /**
     * Verifies what may be no program at all.
     *
     * @param facts all but the code
     * @param code slots of eight bytes, little-endian; a rest is left out
     * @param maps the maps that the references name
     */
    public Verdict verify(ProgramSpec facts, byte[] code, Map<String, MapSpec> maps) {
        return run(program(facts, code, maps), null, facts);
    }

    /**
     * As {@link #verify(ProgramSpec, byte[], Map)}, with a log.
     *
     * @param log receives what Linux would write
     */
    public Verdict verify(ProgramSpec facts, byte[] code, Map<String, MapSpec> maps, VerifierLog log) {
        return run(program(facts, code, maps), log, facts);
    }

    private Verdict run(Program program, @Nullable VerifierLog log, ProgramSpec facts) {
        long start = System.nanoTime();
        @Nullable
        LinuxLog writer = log == null ? null : log.begin(facts, program, settings.policy().mayLeakPointers());
        Passes passes = new Passes(program, settings.policy(), writer == null ? Events.NONE : writer);
        try {
            passes.run();
            if (writer != null) {
                writer.end(passes.work(), true, System.nanoTime() - start);
            }
            return new Verdict.Accepted(passes.work());
        } catch (Rejection rejection) {
            if (writer != null) {
                writer.rejected(rejection, passes.slot());
                writer.end(passes.work(), false, System.nanoTime() - start);
            }
            return new Verdict.Rejected(rejection.errno(), rejection.lines(), passes.slot(), passes.work());
        } catch (Unsupported unsupported) {
            return new Verdict.Unsupported(String.valueOf(unsupported.getMessage()));
        }
    }

    private Program program(ProgramSpec facts, byte[] code, Map<String, MapSpec> maps) {
        ByteBuffer bytes = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        Insn[] insns = new Insn[code.length / Long.BYTES];
        for (int slot = 0; slot < insns.length; slot++) {
            insns[slot] = Insn.read(bytes);
        }
        @Nullable
        KernelTypes kernel = settings.kernelTypes() == null ? null : KernelTypes.of(settings.kernelTypes());
        Map<String, MapInfo> known = new HashMap<>();
        maps.forEach((name, map) -> known.put(name, new MapInfo(map, kernel)));
        Map<Integer, MapInfo> used = new HashMap<>();
        facts.references().forEach((slot, reference) -> {
            MapInfo map = known.get(reference.name());
            if (map != null && slot < insns.length && refer(insns, slot, reference)) {
                used.put(slot, map);
            }
        });
        return new Program(insns, used, new Program.Facts(facts.type(), facts.attachType(), facts.flags(),
                facts.gplCompatible(), facts.btf(), facts.subprograms(), kernel, settings.symbols(), settings.cpus()));
    }

    /** Makes a slot say what it refers to; false if it is no map. */
    private static boolean refer(Insn[] insns, int slot, Reference reference) {
        Insn insn = insns[slot];
        return switch (reference) {
            case Reference.ToMap _ -> {
                insns[slot] = new Insn(insn.code(), insn.dst(), Insn.PSEUDO_MAP, insn.off(), 0);
                yield true;
            }
            case Reference.ToMapValue(var _, var offset) -> {
                insns[slot] = new Insn(insn.code(), insn.dst(), Insn.PSEUDO_MAP_VALUE, insn.off(), 0);
                if (slot + 1 < insns.length) {
                    insns[slot + 1] = new Insn(0, 0, 0, 0, offset);
                }
                yield true;
            }
            default -> false;
        };
    }
}
