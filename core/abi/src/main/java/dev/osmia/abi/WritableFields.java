package dev.osmia.abi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What programs of some sort may write of the kernel's structs (Linux 6.18).
 *
 * @param function the function of the kernel that allows it; kernels without it have nothing of the kind
 * @param structs the names of the structs, which have the same members; messages name the first
 * @param members what may be written; none stands for the whole struct
 */
public record WritableFields(String function, List<String> structs, List<Member> members) {

    /** Keeps copies. */
    public WritableFields {
        structs = List.copyOf(structs);
        members = List.copyOf(members);
    }

    /**
     * A member that may be written.
     *
     * @param struct the struct that it is looked up in: the writable one, or one that this starts with
     * @param path the member's name there, behind those of the members that it is in
     * @param isRange whether it may be written from any offset within it, and not only from its start
     */
    public record Member(String struct, List<String> path, boolean isRange) {
        /** Keeps a copy. */
        public Member {
            path = List.copyOf(path);
        }
    }

    /** What programs of a type may write. */
    public static Optional<WritableFields> of(ProgramType program) {
        return Optional.ofNullable(Holder.BY_PROGRAMS.get(program.name()));
    }

    /** What the functions of a table ({@code struct_ops}) may write. */
    public static Optional<WritableFields> of(StructOps table) {
        return Optional.ofNullable(Holder.BY_PROGRAMS.get(table.struct()));
    }

    private static Member member(String text) {
        boolean isRange = text.endsWith("+");
        List<String> names = TableText.split(isRange ? text.substring(0, text.length() - 1) : text, '.');
        return new Member(names.getFirst(), names.subList(1, names.size()), isRange);
    }

    private static final class Holder {
        private static final Map<String, WritableFields> BY_PROGRAMS = new HashMap<>();

        static {
            for (String line : TableText.lines("writable-fields.txt")) {
                List<String> words = TableText.words(line);
                List<Member> members = words.stream().skip(3).map(WritableFields::member).toList();
                var row = new WritableFields(words.get(1), TableText.split(words.get(2), ','), members);
                TableText.split(words.getFirst(), ',').forEach(programs -> BY_PROGRAMS.put(programs, row));
            }
        }
    }
}
