package dev.osmia.verifier.internal.explain;

import dev.osmia.abi.Helper;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.TypeRef;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What the program's own types and references call things. */
final class Names {
    private final ProgramSpec spec;
    private final Program program;

    Names(ProgramSpec spec, Program program) {
        this.spec = spec;
        this.program = program;
    }

    /** The name of a function of the program, with brackets behind it. */
    String function(int number) {
        return number < spec.subprograms().size()
                ? spec.subprograms().get(number).name() + "()"
                : number == 0 ? spec.name() + "()" : "function " + number;
    }

    /** What a call calls, empty for another instruction. */
    String callee(int slot) {
        Insn insn = program.insn(slot);
        if (insn.callsHelper()) {
            return Helper.of(insn.imm()).map(Helper::functionName).orElse("helper " + insn.imm()) + "()";
        }
        if (insn.callsKernel()) {
            return spec.references().get(slot) instanceof Reference.ToKernelFunction(var name, _, _)
                    ? name + "()"
                    : "a function of the kernel";
        }
        if (!insn.callsFunction()) {
            return "";
        }
        int target = slot + 1 + insn.imm();
        for (int number = 0; number < spec.subprograms().size(); number++) {
            if (spec.subprograms().get(number).slot() == target) {
                return function(number);
            }
        }
        return "the function at instruction " + target;
    }

    /** What the program says of its license, empty if nothing. */
    String license() {
        return spec.license();
    }

    /** The global variable that lies in a map's value, null if there is none. */
    @Nullable
    String variable(MapInfo map, long offset) {
        TypeRef type = map.valueType();
        if (type == null || !(type.btf().type(type.id()) instanceof BtfType.DataSection section)) {
            return null;
        }
        for (BtfType.SectionEntry entry : section.entries()) {
            if (offset >= entry.offset() && offset < entry.offset() + entry.size()) {
                return type.btf().name(entry.type());
            }
        }
        return null;
    }

    /** The global variable that a pointer leads to, null if it leads to none. */
    @Nullable
    String variable(Reg pointer, int offset) {
        MapInfo map = pointer.mapOrNull();
        return map == null || RegType.base(pointer.type()) != RegType.MAP_VALUE || !pointer.value().isConstant()
                ? null
                : variable(map, pointer.off() + pointer.value().constant() + offset);
    }

    /** How many bytes the type of what the context points to has; 0 if it is not known. */
    int contextSize(int function) {
        Btf btf = program.types();
        BtfType.Param parameter = parameterOf(function, 0);
        return parameter != null && btf != null
                && btf.type(btf.resolve(parameter.type())) instanceof BtfType.Ptr(var target)
                && btf.type(btf.resolve(target)) instanceof BtfType.Struct struct ? struct.size() : 0;
    }

    /** How many bytes the member of the context has that lies at an offset; 0 if it is not known. */
    int memberSize(int function, int offset) {
        Btf btf = program.types();
        BtfType.Param parameter = parameterOf(function, 0);
        if (parameter == null || btf == null
                || !(btf.type(btf.resolve(parameter.type())) instanceof BtfType.Ptr(var target))
                || !(btf.type(btf.resolve(target)) instanceof BtfType.Struct struct)) {
            return 0;
        }
        for (BtfType.Member member : struct.members()) {
            if (member.bitOffset() == offset * Byte.SIZE && btf.hasSize(btf.resolve(member.type()))) {
                return btf.sizeOf(btf.resolve(member.type()));
            }
        }
        return 0;
    }

    /** The name of a parameter of a function of the program, null if its types do not tell. */
    @Nullable
    String parameter(int function, int index) {
        BtfType.Param parameter = parameterOf(function, index);
        return parameter == null || parameter.name().isEmpty() ? null : parameter.name();
    }

    /** What is read of a function's context, {@code ctx->data}; null if its types do not tell. */
    @Nullable
    String member(int function, int offset, int bytes) {
        BtfType.Param parameter = parameterOf(function, 0);
        Btf btf = program.types();
        if (parameter == null || btf == null
                || !(btf.type(btf.resolve(parameter.type())) instanceof BtfType.Ptr(var target))) {
            return null;
        }
        String name = parameter.name().isEmpty() ? "ctx" : parameter.name();
        return switch (btf.type(btf.resolve(target))) {
            case BtfType.Struct struct -> {
                String member = member(btf, struct.members(), offset * Byte.SIZE);
                yield member.isEmpty() ? null : name + "->" + member;
            }
            case BtfType.Int element when bytes == element.size() && offset % bytes == 0 ->
                name + "[" + offset / bytes + "]";
            default -> null;
        };
    }

    private static String member(Btf btf, List<BtfType.Member> members, int bit) {
        for (BtfType.Member member : members) {
            int type = btf.resolve(member.type());
            int size = btf.hasSize(type) ? btf.sizeOf(type) * Byte.SIZE : 0;
            int inside = bit - member.bitOffset();
            if (inside < 0 || inside >= size) {
                continue;
            }
            String rest = switch (btf.type(type)) {
                case BtfType.Struct struct -> member(btf, struct.members(), inside);
                case BtfType.Union union -> member(btf, union.members(), inside);
                case BtfType.Array array when btf.sizeOf(array.type()) > 0
                        && inside % (btf.sizeOf(array.type()) * 8) == 0 ->
                    "[" + inside / (btf.sizeOf(array.type()) * Byte.SIZE) + "]";
                default -> inside == 0 ? "" : "?";
            };
            if (rest.equals("?") || rest.isEmpty() && inside != 0) {
                return "";
            }
            return member.name().isEmpty() || rest.isEmpty() || rest.startsWith("[")
                    ? member.name() + rest
                    : member.name() + "." + rest;
        }
        return "";
    }

    private BtfType.@Nullable Param parameterOf(int function, int index) {
        Btf btf = program.types();
        if (btf == null || function >= program.functions().size()
                || !(btf.type(program.functions().get(function).typeId()) instanceof BtfType.Func type)
                || !(btf.type(type.type()) instanceof BtfType.FuncProto(var _, var parameters))
                || index >= parameters.size()) {
            return null;
        }
        return parameters.get(index);
    }
}
