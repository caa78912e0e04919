package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.FuncProto;
import dev.osmia.verifier.internal.types.ArgumentTags.Tag;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the functions of a program take, by their types and tags ({@code btf_prepare_func_args}): global functions are
 * verified for all that fits these, and so is each call of them.
 */
public final class GlobalArguments {
    private static final int MAX_ARGUMENTS = 5;
    private static final String DYNPTR = "bpf_dynptr";

    private final KernelTypes types;
    private final Program program;
    private final Btf btf;
    private final int function;
    private final boolean isGlobal;

    private GlobalArguments(KernelTypes types, Program program, int function) {
        this.types = types;
        this.program = program;
        this.btf = program.btf();
        this.function = function;
        this.isGlobal = btf.type(function) instanceof BtfType.Func type && type.linkage() == BtfType.Linkage.GLOBAL;
    }

    /**
     * The program that a function belongs to.
     *
     * @param type its type; that of the other program if it replaces a part of one
     * @param attachType its expected attach type
     * @param btf its types
     */
    public record Program(ProgramType type, @Nullable AttachType attachType, Btf btf) {}

    /**
     * What a function takes. A refusal of a static function is no more than a line for the log, if it has one at all: Linux
     * then goes by what each call passes.
     *
     * @param function id of the function in the program's table
     */
    public static GlobalSignature of(KernelTypes types, Program program, int function) {
        return new GlobalArguments(types, program, function).signature();
    }

    private GlobalSignature signature() {
        FuncProto proto = (FuncProto) btf.type(TypeFacts.target(btf, function));
        int count = proto.params().size();
        if (count > MAX_ARGUMENTS) {
            return refused("Global function " + name() + "() with " + count + " > " + MAX_ARGUMENTS
                    + " args. Buggy compiler.");
        }
        int result = btf.resolve(proto.returnType());
        if (!TypeFacts.isInt(btf, result) && !TypeFacts.isEnum(btf, result)) {
            return refused("Global function " + name() + "() doesn't return scalar. Only those are supported.");
        }
        List<GlobalArgument> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            switch (argument(i, proto.params().get(i).type())) {
                case Refused refused -> {
                    return refused;
                }
                case Takes(var argument) -> arguments.add(argument);
            }
        }
        return new GlobalSignature.Takes(arguments);
    }

    /** What is found out about one argument. */
    sealed interface Found permits Takes, Refused {
    }

    record Takes(GlobalArgument argument) implements Found {}

    private Found argument(int index, int declared) {
        ArgumentTags tags = ArgumentTags.of(btf, function, index, isGlobal);
        if (tags.refusal() != null) {
            return tags.refusal();
        }
        int type = btf.resolve(declared);
        if (TypeFacts.isPointer(btf, type)) {
            Found found = pointer(index, type, tags);
            if (found != null) {
                return found;
            }
        }
        if (!tags.tags().isEmpty()) {
            return said(index, "has pointer tag, but is not a pointer type");
        }
        return TypeFacts.isInt(btf, type) || TypeFacts.isEnum(btf, type)
                ? takes(GlobalArgument.Kind.ANYTHING)
                : refused("Arg#" + index + " type " + TypeFacts.kindName(btf, type) + " in " + name()
                        + "() is not supported yet.");
    }

    /** Null where a static function's pointer is nothing in particular. */
    private @Nullable Found pointer(int index, int pointer, ArgumentTags tags) {
        ContextTypes contexts = new ContextTypes(types);
        if (tags.has(Tag.CTX) || contexts.isContext(btf, pointer, program.type())) {
            return context(contexts, index, pointer, tags);
        }
        int target = btf.resolve(TypeFacts.target(btf, pointer));
        if (isDynptr(target)) {
            return tags.tags().isEmpty()
                    ? new Takes(new GlobalArgument(GlobalArgument.Kind.DYNPTR, Set.of(PointerFlag.RDONLY), 0, 0))
                    : badCombination(index);
        }
        if (tags.has(Tag.TRUSTED)) {
            return trusted(index, target, tags);
        }
        if (tags.has(Tag.UNTRUSTED)) {
            return untrusted(index, target, tags);
        }
        if (tags.has(Tag.ARENA)) {
            return tags.hasMoreThan(Tag.ARENA)
                    ? said(index, "arena cannot be combined with any other tags")
                    : takes(GlobalArgument.Kind.ARENA);
        }
        return isGlobal ? memory(index, target, tags) : null;
    }

    private Found context(ContextTypes contexts, int index, int pointer, ArgumentTags tags) {
        if (tags.hasMoreThan(Tag.CTX)) {
            return badCombination(index);
        }
        Refused wrong = tags.has(Tag.CTX)
                ? contexts.wrongContext(btf, pointer, index, program.type(), program.attachType())
                : null;
        return wrong != null ? wrong : takes(GlobalArgument.Kind.CONTEXT);
    }

    private boolean isDynptr(int target) {
        boolean isStruct = TypeFacts.isComposite(btf, target)
                || btf.type(target) instanceof BtfType.Fwd declared && !declared.union();
        return isStruct && btf.name(target).equals(DYNPTR);
    }

    private Found trusted(int index, int target, ArgumentTags tags) {
        if (tags.has(Tag.NONNULL)) {
            return badCombination(index);
        }
        Set<PointerFlag> flags = EnumSet.of(PointerFlag.TRUSTED);
        if (tags.has(Tag.NULLABLE)) {
            flags.add(PointerFlag.MAYBE_NULL);
        }
        return switch (KernelCounterpart.of(types, btf, target, index)) {
            case KernelCounterpart.Type(int id) -> new Takes(
                    new GlobalArgument(GlobalArgument.Kind.OBJECT, flags, 0, id));
            case KernelCounterpart.None(var refusal) -> refusal;
        };
    }

    private Found untrusted(int index, int target, ArgumentTags tags) {
        if (tags.hasMoreThan(Tag.UNTRUSTED)) {
            return said(index, "untrusted cannot be combined with any other tags");
        }
        if (target == 0 || isPrimitive(target)) {
            return new Takes(new GlobalArgument(GlobalArgument.Kind.MEMORY,
                    EnumSet.of(PointerFlag.RDONLY, PointerFlag.UNTRUSTED), 0, 0));
        }
        return switch (KernelCounterpart.of(types, btf, target, index)) {
            case KernelCounterpart.Type(int id) when TypeFacts.isComposite(types.kernel(), id) -> new Takes(
                    new GlobalArgument(GlobalArgument.Kind.OBJECT, Set.of(PointerFlag.UNTRUSTED), 0, id));
            case KernelCounterpart.Type(int id) -> said(index, "has type " + TypeFacts.kindName(types.kernel(), id)
                    + " '(anon)', but only struct or primitive types are allowed");
            case KernelCounterpart.None(var refusal) -> refusal;
        };
    }

    private boolean isPrimitive(int type) {
        if (btf.type(type) instanceof BtfType.Int number) {
            int bits = number.bits();
            return number.offset() == 0 && bits >= Byte.SIZE && bits <= 2 * Long.SIZE && Integer.bitCount(bits) == 1;
        }
        return TypeFacts.isEnum(btf, type);
    }

    private Found memory(int index, int target, ArgumentTags tags) {
        if (tags.has(Tag.NULLABLE)) {
            return badCombination(index);
        }
        Extent extent = Extent.of(btf, target);
        if (extent == null) {
            return said(index, "reference type('" + TypeFacts.kindName(btf, target) + " " + TypeFacts.name(btf, target)
                    + "') size cannot be determined: " + Errno.EINVAL.result());
        }
        Set<PointerFlag> flags = tags.has(Tag.NONNULL) ? Set.of() : Set.of(PointerFlag.MAYBE_NULL);
        return new Takes(new GlobalArgument(GlobalArgument.Kind.MEMORY, flags, extent.size(), 0));
    }

    private String name() {
        return TypeFacts.name(btf, function);
    }

    private static Found takes(GlobalArgument.Kind kind) {
        return new Takes(GlobalArgument.of(kind));
    }

    private static Refused badCombination(int index) {
        return said(index, "has invalid combination of tags");
    }

    private static Refused said(int index, String reason) {
        return new Refused(Errno.EINVAL, "arg#" + index + " " + reason);
    }

    /** Linux does not say of static functions what it cannot do with them. */
    private Refused refused(String message) {
        return isGlobal ? new Refused(Errno.EINVAL, message) : Refused.silently(Errno.EINVAL);
    }
}
