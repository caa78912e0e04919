package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.Explanation.Decision;
import dev.osmia.verifier.Explanation.Place;
import dev.osmia.verifier.internal.program.Insn;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a path could have gone another way. */
final class Decisions {
    private static final int MOST = 12;

    private final Scene scene;

    Decisions(Scene scene) {
        this.scene = scene;
    }

    /**
     * A way that the path went.
     *
     * @param step the last step that did
     * @param times how often it was gone
     */
    private record Turn(int step, Way way, int times) {}

    /** The last decisions, each once with the number of times that the path made it. */
    List<Decision> all() {
        Map<Way, Turn> turns = new LinkedHashMap<>();
        Path path = scene.path();
        for (int index = 1; index < path.last(); index++) {
            Step step = path.step(index);
            Step next = path.step(index + 1);
            boolean enters = next.frame() > step.frame();
            if (step.isFork() || enters) {
                Way way = Way.of(step, next);
                Turn before = turns.remove(way);
                int times = before == null ? path.earlier().getOrDefault(way, 0) : before.times();
                turns.put(way, new Turn(index, way, times + 1));
            }
        }
        return turns.values().stream().skip(Math.max(0, turns.size() - MOST)).map(this::decision).toList();
    }

    private Decision decision(Turn turn) {
        return new Decision(scene.placeOf(turn.step()), turn.way().taken(), next(turn.step()), turn.times());
    }

    /** The first place on another line. */
    private @Nullable Place next(int index) {
        Place from = scene.placeOf(index);
        Explanation.Source line = from.source();
        for (int at = index + 1; at <= scene.path().last(); at++) {
            Place place = scene.placeOf(at);
            Explanation.Source there = place.source();
            if (line == null || Source.isAssembly(line) || there == null || there.line() != line.line()) {
                return place;
            }
        }
        return line == null || Source.isAssembly(line) ? scene.placeOf(index + 1) : null;
    }

    /** Whether a step is a jump with a condition. */
    static boolean isJump(Insn insn) {
        return insn.isJump() && insn.op() != Insn.CALL && insn.op() != Insn.EXIT && insn.op() != Insn.JA;
    }
}
