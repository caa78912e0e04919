package dev.osmia.verifier.internal.types;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The types of a kernel: its own, and those that its modules add. Nothing is looked at before it is asked for. */
public final class KernelTypes {
    /** Tags functions that are registered for programs. */
    private static final String CALLABLE = "bpf_kfunc";
    /** A struct that Linux makes for its own use: what each program type's context is called on either side. */
    private static final String CONTEXTS = "bpf_ctx_convert";

    private final Btf kernel;
    private final List<Btf> modules;
    /** The functions that programs may know of; found when they are asked for, twice at worst. */
    private volatile @Nullable Set<Integer> tagged;
    /** The types of contexts by the names of their members; found likewise. */
    private volatile @Nullable Map<String, Integer> contexts;

    /**
     * The types of a kernel with modules.
     *
     * @param kernel those of {@code /sys/kernel/btf/vmlinux}
     * @param modules tables that continue it, in the order in which the modules came
     */
    public KernelTypes(Btf kernel, List<Btf> modules) {
        this.kernel = kernel;
        this.modules = List.copyOf(modules);
    }

    /** The types of a kernel without modules. */
    public static KernelTypes of(Btf kernel) {
        return new KernelTypes(kernel, List.of());
    }

    /** A type and the table that its id is one of. */
    public record Found(Btf btf, int id) {}

    /** The kernel's own table. */
    public Btf kernel() {
        return kernel;
    }

    /** Those of its modules. */
    List<Btf> modules() {
        return modules;
    }

    /** The first type of a name and kind, the kernel's before its modules' ({@code bpf_find_btf_id}). */
    public Optional<Found> find(String name, BtfKind kind) {
        OptionalInt own = find(kernel, name, kind);
        if (own.isPresent()) {
            return Optional.of(new Found(kernel, own.getAsInt()));
        }
        for (Btf module : modules) {
            OptionalInt id = find(module, name, kind);
            if (id.isPresent()) {
                return Optional.of(new Found(module, id.getAsInt()));
            }
        }
        return Optional.empty();
    }

    /** Whether programs may know of a function: it is tagged, unless the kernel is one that tags none. */
    public boolean isRegistered(int function) {
        return isTagged(function) || tags().isEmpty();
    }

    /** Whether the table says of a function that programs may call it. */
    public boolean isTagged(int function) {
        return tags().contains(function);
    }

    private Set<Integer> tags() {
        Set<Integer> known = tagged;
        if (known == null) {
            known = findTags();
            tagged = known;
        }
        return known;
    }

    private Set<Integer> findTags() {
        return IntStream.range(1, kernel.size())
                .filter(id -> kernel.kind(id) == BtfKind.DECL_TAG && kernel.name(id).equals(CALLABLE))
                .mapToObj(id -> ((BtfType.DeclTag) kernel.type(id)).type())
                .collect(Collectors.toSet());
    }

    /** The first type of a name and kind in one table, its base's included ({@code btf_find_by_name_kind}). */
    public static OptionalInt find(Btf btf, String name, BtfKind kind) {
        return btf.ids(name).filter(id -> btf.kind(id) == kind).findFirst();
    }

    /** Whether a table is that of a module. */
    public boolean isModule(Btf btf) {
        return btf != kernel && modules.contains(btf);
    }

    /** Whether a table is the kernel's or a module's, and not a program's. */
    public boolean isKernels(Btf btf) {
        return btf == kernel || modules.contains(btf);
    }

    /** What programs of a type know their context as, such as {@code struct xdp_md}; 0 if the kernel has none such. */
    public int programContext(ProgramType program) {
        return context(program, "_prog");
    }

    /** What the kernel itself knows the context as, such as {@code struct xdp_buff}; 0 if it has none such. */
    public int kernelContext(ProgramType program) {
        return context(program, "_kern");
    }

    private int context(ProgramType program, String side) {
        Map<String, Integer> known = contexts;
        if (known == null) {
            known = findContexts();
            contexts = known;
        }
        return known.getOrDefault(program.linuxName() + side, 0);
    }

    private Map<String, Integer> findContexts() {
        OptionalInt id = find(kernel, CONTEXTS, BtfKind.STRUCT);
        return id.isPresent() && kernel.type(id.getAsInt()) instanceof BtfType.Struct struct
                ? struct.members()
                        .stream()
                        .collect(Collectors.toMap(BtfType.Member::name, BtfType.Member::type, (first, _) -> first))
                : Map.of();
    }
}
