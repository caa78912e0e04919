package dev.osmia.proof.verdicts;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.Subprogram;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A program to be verified. As text, the form in which cases are saved, it is a listing behind comments with its type, its
 * flags and, once Linux was asked, Linux's answer.
 *
 * @param place what it is for
 * @param flags {@code BPF_F_*}
 * @param isTyped whether its functions have types, as callbacks need them
 * @param code wide loads of maps hold their number in {@link Maps#ALL} in place of a descriptor
 */
record Candidate(Place place, int flags, boolean isTyped, Code code) {
    private static final String TYPE = "; type ";
    private static final String FLAGS = "; flags ";
    private static final String TYPED = "; typed ";
    private static final String LINUX = "; linux ";
    private static final Btf TYPES = types();

    /**
     * What a program is for.
     *
     * @param attachType null for nowhere in particular
     */
    record Place(ProgramType type, @Nullable AttachType attachType) {
        static Place of(ProgramType type) {
            return new Place(type, null);
        }

        private static Place parse(String text) {
            String[] names = text.split(" ", -1);
            return new Place(ProgramType.valueOf(names[0]), names.length > 1 ? AttachType.valueOf(names[1]) : null);
        }

        @Override
        public String toString() {
            return type + (attachType == null ? "" : " " + attachType);
        }
    }

    ProgramType type() {
        return place.type();
    }

    /** A case: the program, and what Linux 6.18 has said. */
    record Saved(Candidate candidate, Answer linux) {
        String text() {
            return LINUX + linux + "\n" + candidate.text();
        }

        static Saved parse(String text) {
            return new Saved(Candidate.parse(text), Answer.parse(header(text, LINUX)));
        }
    }

    ProgramSpec program() {
        Map<Integer, Reference> references = new HashMap<>();
        for (Code.Placed placed : code) {
            if (placed.instruction() instanceof Instruction.LoadWide(_, var source, int map, int offset)) {
                if (source == WideSource.MAP_FD) {
                    references.put(placed.slot(), new Reference.ToMap(map(map).name()));
                } else if (source == WideSource.MAP_VALUE) {
                    references.put(placed.slot(), new Reference.ToMapValue(map(map).name(), offset));
                }
            }
        }
        ProgramSpec bare = ProgramSpec.of("random", type(), code, references).withFlags(flags);
        return new ProgramSpec(bare.name(), "", type(), place.attachType(), "", flags, true, "GPL", 0, code,
                bare.references(),
                isTyped ? functions() : List.of(), isTyped ? TYPES : null, List.of(), List.of());
    }

    /** A single function, which all are said to be like. */
    private static Btf types() {
        BtfBuilder types = new BtfBuilder();
        int number = types.add(new BtfType.Int("int", 4, 32, 0, BtfType.IntEncoding.SIGNED));
        int like = types.add(new BtfType.FuncProto(number, List.of()));
        types.add(new BtfType.Func("f", like, BtfType.Linkage.STATIC));
        return types.build();
    }

    private List<Subprogram> functions() {
        SortedSet<Integer> starts = new TreeSet<>(Set.of(0));
        for (Code.Placed placed : code) {
            int behind = placed.slot() + 1;
            switch (placed.instruction()) {
                case Instruction.CallLocal(int distance) -> starts.add(behind + distance);
                case Instruction.LoadWide(_, var source, int distance, _) when source == WideSource.FUNCTION ->
                    starts.add(behind + distance);
                default -> {
                }
            }
        }
        // Where a call leads nowhere there is no function to describe.
        return starts.stream()
                .filter(start -> start >= 0 && start < code.slots())
                .map(start -> new Subprogram(start, "f", TYPES.size() - 1))
                .toList();
    }

    private static MapSpec map(int number) {
        return Maps.ALL.get(Math.floorMod(number, Maps.ALL.size()));
    }

    Candidate with(List<Instruction> instructions) {
        return new Candidate(place, flags, isTyped, Code.of(instructions));
    }

    String text() {
        return TYPE + place + "\n" + FLAGS + flags + "\n" + TYPED + isTyped + "\n"
                + Disassembler.listing(code, Dialect.LINUX, Symbols.NONE);
    }

    static Candidate parse(String text) {
        return new Candidate(Place.parse(header(text, TYPE)), Integer.parseInt(header(text, FLAGS)),
                Boolean.parseBoolean(header(text, TYPED)), Assembler.assemble(text, Dialect.LINUX));
    }

    private static String header(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a saved case has a line `" + name + "…`"));
    }
}
