package dev.osmia.verifier.internal.program;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Lockdown;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.Subprogram;
import dev.osmia.verifier.HookRules;
import dev.osmia.verifier.internal.types.InfoRecords;
import dev.osmia.verifier.internal.types.KernelTypes;
import dev.osmia.verifier.internal.types.ProgramTarget;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What is verified: the slots of a program, and what the loader says of it. */
public final class Program {
    private final Insn[] insns;
    private final @Nullable MapInfo[] maps;
    private final Facts facts;

    /**
     * What the loader says.
     *
     * @param type how it is run
     * @param attachType where it is to be attached, null for nowhere in particular
     * @param flags or'ed values of {@link ProgramFlag}
     * @param types the program's own types, null if it has none
     * @param functions what its types say of its functions, in the order of where they start; empty if nothing
     * @param lines which lines of source it comes from, as the kernel is told
     * @param attachment what in the kernel it runs at, {@link Attachment#NONE} for nothing in particular
     * @param target the kernel that it is for
     */
    public record Facts(ProgramType type, @Nullable AttachType attachType, int flags, boolean isGplCompatible,
            @Nullable Btf types, List<Subprogram> functions, InfoRecords lines, Attachment attachment,
            Target target) {
        public Facts {
            functions = List.copyOf(functions);
            if (type == ProgramType.CGROUP_SOCK && (attachType == null || attachType.id() == 0)) {
                attachType = AttachType.CGROUP_INET_SOCK_CREATE;
            }
        }
    }

    /**
     * A program.
     *
     * @param maps the maps that wide loads are about, by slot
     */
    public Program(Insn[] insns, Map<Integer, MapInfo> maps, Facts facts) {
        this.insns = insns.clone();
        this.maps = new MapInfo[insns.length];
        maps.forEach((slot, map) -> this.maps[slot] = map);
        this.facts = facts;
    }

    /**
     * What in the kernel a program runs at.
     *
     * @param id of the function, the tracepoint's typedef or the table of functions in the kernel's types, 0 for none
     * @param member the index in a table of functions
     * @param hook what is known of the place if it is none in the kernel
     * @param other the program whose types the id is one of, null for the kernel
     */
    public record Attachment(int id, int member, @Nullable HookRules hook, ProgramTarget.@Nullable Target other) {
        public static final Attachment NONE = new Attachment(0, 0, null, null);

        /** A place in the kernel. */
        static Attachment inKernel(int id, int member) {
            return new Attachment(id, member, null, null);
        }
    }

    /**
     * A place in a table of functions.
     *
     * @param table the name of the kernel's struct
     * @param function the name of the member
     */
    public record Operation(String table, String function) {}

    /** Which of a table's functions it is, if it is one. */
    public Optional<Operation> operation() {
        if (facts.type != ProgramType.STRUCT_OPS) {
            return Optional.empty();
        }
        if (!(kernel().kernel().type(facts.attachment.id()) instanceof BtfType.Struct table)
                || facts.attachment.member() >= table.members().size()) {
            return Optional.empty();
        }
        return Optional.of(new Operation(table.name(), table.members().get(facts.attachment.member()).name()));
    }

    /** The name of what in the kernel it runs at, empty for nothing in particular. */
    public String attachmentName() {
        return facts.attachment.id() == 0 || facts.attachment.other() != null
                ? ""
                : kernel().kernel().name(facts.attachment.id());
    }

    /** Slots that it has. */
    public int length() {
        return insns.length;
    }

    public Insn insn(int slot) {
        return insns[slot];
    }

    /** The map that a wide load is about, null if it is about none that is known. */
    public @Nullable MapInfo mapAt(int slot) {
        return maps[slot];
    }

    public ProgramType type() {
        return facts.type;
    }

    /** The type whose rules hold: for a program that replaces a function, that of the function's program. */
    public ProgramType resolvedType() {
        ProgramTarget.Target replaced = replaced();
        return replaced == null ? facts.type : replaced.type();
    }

    /** Where it is to be attached; a program that replaces a function is at the place of the function's program. */
    public @Nullable AttachType attachType() {
        ProgramTarget.Target replaced = replaced();
        return replaced == null ? facts.attachType : replaced.attachType();
    }

    /** The program that it replaces a function of, null if it replaces none. */
    public ProgramTarget.@Nullable Target replaced() {
        return facts.type == ProgramType.EXT ? facts.attachment.other() : null;
    }

    public Attachment attachment() {
        return facts.attachment;
    }

    /** Whether it runs on one network device only; what replaces a function does as the function's program does. */
    public boolean isBoundToDevice() {
        ProgramTarget.Target replaced = replaced();
        return replaced == null ? has(ProgramFlag.XDP_DEV_BOUND_ONLY) : replaced.isBoundToDevice();
    }

    /** The place outside of Linux that it is for, null if it is for Linux. */
    public @Nullable HookRules hook() {
        return facts.attachment.hook();
    }

    public boolean has(ProgramFlag flag) {
        return (facts.flags & flag.value()) != 0;
    }

    public boolean isGplCompatible() {
        return facts.isGplCompatible;
    }

    /** The program's own types, null if it has none. */
    public @Nullable Btf types() {
        return facts.types;
    }

    /** What its types say of its functions, by where they start; empty if nothing. */
    public List<Subprogram> functions() {
        return facts.functions;
    }

    /** Which lines of source it comes from; empty if nothing is known. */
    public InfoRecords lines() {
        return facts.lines;
    }

    public boolean hasFunctionTypes() {
        return facts.types != null && !facts.functions.isEmpty();
    }

    /** Whether its types say that a function is known outside of its file, so that it is checked by itself. */
    public boolean isGlobal(int function) {
        if (facts.types == null || function >= facts.functions.size()) {
            return false;
        }
        return facts.types.type(facts.functions.get(function).typeId()) instanceof BtfType.Func type
                && type.linkage() == BtfType.Linkage.GLOBAL;
    }

    /** The name that its types give a function. */
    public String functionName(int function) {
        Btf types = Objects.requireNonNull(facts.types);
        return types.name(facts.functions.get(function).typeId());
    }

    /** The kernel that it is for. */
    public Target target() {
        return facts.target;
    }

    /** The types of the kernel that it is for. */
    public KernelTypes kernel() {
        return facts.target.types();
    }

    /** Whether the kernel knows a variable or function by its name at run time ({@code /proc/kallsyms}). */
    public boolean hasSymbol(String name) {
        return facts.target.symbols().test(name);
    }

    /** How far the kernel is locked. */
    public Lockdown lockdown() {
        return facts.target.lockdown();
    }

    /** How many CPUs the kernel can have. */
    public int cpus() {
        return facts.target.cpus();
    }
}
