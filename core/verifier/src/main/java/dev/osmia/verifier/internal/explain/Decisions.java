package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.Explanation.Decision;
import dev.osmia.verifier.Explanation.Place;
import dev.osmia.verifier.internal.program.Insn;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
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

    /** The last decisions, each once with the number of times that the path made it. */
    List<Decision> all() {
        Map<Way, Decision> decisions = new LinkedHashMap<>();
        Path path = scene.path();
        for (int index = 1; index < path.last(); index++) {
            Step step = path.step(index);
            Step next = path.step(index + 1);
            boolean enters = next.frame() > step.frame();
            if (!step.isFork() && !enters) {
                continue;
            }
            Way way = Way.of(step, next);
            Decision before = decisions.remove(way);
            int times = before == null ? path.earlier().getOrDefault(way, 0) : before.times();
            decisions.put(way, new Decision(scene.source().place(step.slot()), way.taken(), next(index), times + 1));
        }
        List<Decision> all = new ArrayList<>(decisions.values());
        return all.subList(Math.max(0, all.size() - MOST), all.size());
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
