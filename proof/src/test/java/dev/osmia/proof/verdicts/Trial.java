package dev.osmia.proof.verdicts;

import dev.osmia.abi.Lockdown;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.embedded.WatchedKernel;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.proof.fuzz.Dice;
import dev.osmia.verifier.VerifierPolicy;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.program.Loading;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.program.Target;
import dev.osmia.verifier.internal.run.Passes;
import org.jspecify.annotations.Nullable;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs programs that were accepted on random packets, contexts and maps: none is stopped, and what was claimed of numbers
 * is true at every step.
 */
final class Trial implements AutoCloseable {
    private static final int CPUS = 2;
    private static final Target TARGET = new Target(Optional::empty, _ -> false, CPUS, () -> Lockdown.NONE,
            Map.of());
    private static final int INSTRUCTIONS = 200_000;
    /**
     * What Linux refuses only where it does not prune: more states than it keeps, and a look at a part of a pointer on the
     * stack, where another path has left the place unset, which is taken for equal to whatever lies there.
     */
    private static final List<String> NOT_WITHOUT_PRUNING = List.of("too complex", "invalid size of register fill");
    private static final int RUNS = 4;
    private static final int CONTEXT = 256;
    private static final Set<ProgramType> RUNNABLE = Set.of(ProgramType.XDP, ProgramType.SCHED_CLS,
            ProgramType.SOCKET_FILTER, ProgramType.CGROUP_SKB, ProgramType.SYSCALL);

    private final EmbeddedKernel kernel = WatchedKernel.open(CPUS, INSTRUCTIONS, this::step);
    private final Map<String, BpfMap> maps = new HashMap<>();
    private @Nullable Claims claims;
    private @Nullable String broken;
    private int programs;
    private int watched;

    Trial() {
        Maps.ALL.forEach(spec -> maps.put(spec.name(), kernel.createMap(spec)));
    }

    /** Programs that ran. */
    int programs() {
        return programs;
    }

    /** Those of them whose claims could be checked. */
    int watched() {
        return watched;
    }

    /** What is wrong with the verdict; empty if nothing was found, or if the program is refused or cannot run here. */
    String fault(Candidate candidate, Dice dice) {
        if (!RUNNABLE.contains(candidate.type()) || !isAccepted(candidate)) {
            return "";
        }
        Claims all = new Claims();
        try {
            passes(candidate, all).run();
            claims = all;
        } catch (Unsupported _) {
            claims = null;
        } catch (Rejection rejection) {
            claims = null;
            if (NOT_WITHOUT_PRUNING.stream().noneMatch(rejection.lines().getFirst()::contains)) {
                return "without pruning it is refused: " + rejection.lines().getFirst();
            }
        }
        try (BpfProgram program = kernel.loadProgram(candidate.program(), maps)) {
            programs++;
            watched += claims == null ? 0 : 1;
            return run(program, dice);
        } catch (BpfException _) {
            // The embedded kernel has no such helper, or the input is none for the program.
            return "";
        }
    }

    private String run(BpfProgram program, Dice dice) {
        for (int run = 0; run < RUNS; run++) {
            broken = null;
            fill(dice);
            try {
                program.test(input(program.type(), dice));
            } catch (ProgramTrap trap) {
                if (!isNoFault(trap.reason())) {
                    return String.valueOf(trap.getMessage());
                }
            }
            if (broken != null) {
                return broken;
            }
        }
        return "";
    }

    /** Verifiers do not promise that a run is short, nor do they know how the memory of dynptrs is aligned. */
    private static boolean isNoFault(String reason) {
        return reason.startsWith("still running") || reason.contains("which is not a multiple of");
    }

    private static boolean isAccepted(Candidate candidate) {
        try {
            passes(candidate, Events.NONE).run();
            return true;
        } catch (Rejection | Unsupported _) {
            return false;
        }
    }

    static Passes passes(Candidate candidate, Events events) {
        ProgramSpec program = candidate.program();
        Map<String, MapInfo> known = Maps.ALL.stream()
                .collect(Collectors.toMap(MapSpec::name, spec -> new MapInfo(spec, TARGET)));
        byte[] code = program.code().encode(ByteOrder.LITTLE_ENDIAN);
        return new Passes(Loading.load(program, code, known, TARGET), VerifierPolicy.PRIVILEGED, events);
    }

    private void step(LoadedProgram program, int slot, long[] registers) {
        Claims all = claims;
        if (all == null || broken != null || all.hold(slot, registers)) {
            return;
        }
        StringBuilder text = new StringBuilder("at slot " + slot + " is");
        for (int number = 0; number < registers.length; number++) {
            text.append(" r").append(number).append("=0x").append(Long.toHexString(registers[number]));
        }
        broken = text + ", but claimed was\n" + all.text(slot);
    }

    private static TestInput input(ProgramType type, Dice dice) {
        if (type == ProgramType.SYSCALL) {
            return TestInput.context(bytes(dice, CONTEXT));
        }
        return TestInput.packet(bytes(dice, 14 + dice.below(dice.chance(50) ? 20 : 120)));
    }

    private void fill(Dice dice) {
        for (MapSpec spec : Maps.ALL) {
            BpfMap map = java.util.Objects.requireNonNull(maps.get(spec.name()));
            switch (spec.type()) {
                case ARRAY, HASH -> {
                    for (int key = 0; key < Math.min(3, spec.maxEntries()) && !spec.frozen(); key++) {
                        byte[] name = new byte[spec.keySize()];
                        name[0] = (byte) key;
                        map.update(name, bytes(dice, spec.valueSize()), 0);
                    }
                }
                default -> {
                }
            }
        }
    }

    private static byte[] bytes(Dice dice, int size) {
        byte[] bytes = new byte[size];
        boolean isSmall = dice.chance(30);
        for (int at = 0; at < size; at++) {
            bytes[at] = (byte) (isSmall
                    ? dice.below(3) - dice.below(2)
                    : dice.chance(50) ? dice.below(256) : dice.number());
        }
        return bytes;
    }

    @Override
    public void close() {
        kernel.close();
    }
}
