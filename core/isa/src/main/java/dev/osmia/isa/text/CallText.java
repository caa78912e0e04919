package dev.osmia.isa.text;

import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.CallHelper;
import dev.osmia.isa.Instruction.CallKfunc;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.text.Token.Kind;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** What stands after {@code call} in Linux's syntax. */
final class CallText {
    private CallText() {
    }

    /** {@code 1}, {@code name#1}, {@code pc+4}, {@code pc+4#name} or a name. */
    static Pending read(Tokens tokens, Symbols symbols) {
        Token callee = tokens.peek();
        if (callee.kind() == Kind.NUMBER) {
            return Pending.of(new CallHelper(tokens.immediate()));
        }
        Target target = tokens.target();
        if (target.label() == null) {
            String name = null;
            if (tokens.accept("#")) {
                name = tokens.word("a name");
            }
            Pending call = Pending.far(target, CallLocal::new);
            return new Pending(1, call.placement(), name);
        }
        if (tokens.accept("#")) {
            return Pending.of(numbered(tokens, target.label(), symbols));
        }
        OptionalInt helper = symbols.helperId(target.label());
        return new Pending(1, (nextSlot, labels) -> {
            if (labels.containsKey(callee.text())) {
                return new CallLocal(target.far(nextSlot, labels));
            }
            return new CallHelper(helper.orElseThrow(() -> unknown(tokens, callee, symbols, labels.keySet())));
        }, null);
    }

    private static AssemblyException unknown(Tokens tokens, Token callee, Symbols symbols, Set<String> labels) {
        Set<String> known = new HashSet<>(symbols.helperNames());
        known.addAll(labels);
        return tokens.unknownCallee("helper or label", callee, known);
    }

    private static Instruction numbered(Tokens tokens, String name, Symbols symbols) {
        int id = tokens.immediate();
        if (tokens.accept("@")) {
            return new CallKfunc(id, tokens.moduleIndex());
        }
        boolean kfunc = name.equals("kernel-function") || name.equals(symbols.kfunc(id, (short) 0));
        return kfunc ? new CallKfunc(id, (short) 0) : new CallHelper(id);
    }
}
