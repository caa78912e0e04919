package dev.osmia.isa.text;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Atomic;
import dev.osmia.isa.Instruction.Branch;
import dev.osmia.isa.Instruction.CallRegister;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.Jump;
import dev.osmia.isa.Instruction.JumpLong;
import dev.osmia.isa.Instruction.MayGoto;
import dev.osmia.isa.Instruction.Store;
import dev.osmia.isa.Instruction.StoreImmediate;
import dev.osmia.isa.Instruction.StoreRelease;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what {@link LinuxWriter} prints, and LLVM's variants of it ({@code goto +3}, {@code (r10 - 8)}). */
final class LinuxReader implements InstructionReader {
    private static final List<String> FIRST_WORDS = List.of("if", "goto", "gotol", "may_goto", "call", "callx", "lock",
            "store_release", "exit", DataText.WORD);
    private static final Map<String, Condition> CONDITIONS = Arrays.stream(Condition.values())
            .collect(Collectors.toMap(Condition::symbol, Function.identity()));
    private static final Map<String, AluOp> ASSIGNMENTS = Arrays.stream(AluOp.values())
            .filter(op -> op != AluOp.MOV)
            .collect(Collectors.toMap(AluOp::symbol, Function.identity()));
    /** Those that read, change and write a cell: the symbol says which, and nothing is handed back. */
    private static final Map<String, AtomicOp> LOCKED = Arrays.stream(AtomicOp.values())
            .filter(op -> !op.fetches())
            .collect(Collectors.toMap(op -> AluOp.valueOf(op.name()).symbol(), Function.identity()));

    @Override
    public Pending read(Tokens tokens, Symbols symbols) {
        if (tokens.atRegister()) {
            return assignment(tokens);
        }
        if (tokens.peek().is("*")) {
            return Pending.of(store(tokens));
        }
        Token first = tokens.take();
        return switch (first.text()) {
            case "exit" -> Pending.of(new Exit());
            case "goto" -> Pending.near(tokens.target(), Jump::new);
            case "gotol" -> Pending.far(tokens.target(), JumpLong::new);
            case "may_goto" -> Pending.near(tokens.target(), MayGoto::new);
            case "if" -> branch(tokens);
            case "call" -> CallText.read(tokens, symbols);
            case "callx" -> Pending.of(new CallRegister(tokens.register("r")));
            case "lock" -> Pending.of(locked(tokens));
            case "store_release" -> Pending.of(storeRelease(tokens));
            case DataText.WORD -> Pending.of(DataText.read(tokens));
            default -> throw tokens.expectedOneOf("an instruction", first, FIRST_WORDS);
        };
    }

    private static Pending branch(Tokens tokens) {
        Width width = width(tokens);
        Register dst = tokens.register("rw");
        Condition condition = CONDITIONS.get(tokens.peek().text());
        if (condition == null) {
            throw tokens.expected("a comparison such as == or s>=");
        }
        tokens.take();
        Operand operand = operand(tokens, width);
        tokens.expect("goto");
        return Pending.near(tokens.target(), offset -> new Branch(width, condition, dst, operand, offset));
    }

    /** The width that the name of the next register says. */
    private static Width width(Tokens tokens) {
        return tokens.peek().text().startsWith("w") ? Width.W32 : Width.W64;
    }

    private static Operand operand(Tokens tokens, Width width) {
        if (tokens.atNumber()) {
            return new Operand.Imm(tokens.immediate());
        }
        if (!tokens.atRegister()) {
            throw tokens.expected("a register or a number");
        }
        return new Operand.Reg(tokens.register(width == Width.W64 ? "r" : "w"));
    }

    private static Pending assignment(Tokens tokens) {
        Width width = width(tokens);
        Token name = tokens.peek();
        Register dst = tokens.register("rw");
        if (tokens.accept("=")) {
            return LinuxAssignment.read(tokens, width, name, dst);
        }
        AluOp op = ASSIGNMENTS.get(tokens.peek().text());
        if (op == null) {
            throw tokens.expected("= or an operation such as += or s>>=");
        }
        tokens.take();
        return Pending.of(new Alu(width, op, dst, operand(tokens, width)));
    }

    private static Instruction store(Tokens tokens) {
        tokens.expect("*");
        LinuxAddress address = LinuxAddress.read(tokens);
        tokens.expect("=");
        Size size = address.unsignedSize(tokens);
        if (tokens.atNumber()) {
            return new StoreImmediate(size, address.base(), address.offset(), tokens.immediate());
        }
        return new Store(size, address.base(), address.offset(), tokens.register("rw"));
    }

    private static Instruction locked(Tokens tokens) {
        tokens.expect("*");
        LinuxAddress address = LinuxAddress.read(tokens);
        AtomicOp op = LOCKED.get(tokens.peek().text());
        if (op == null) {
            throw tokens.expected("+=, |=, &= or ^=");
        }
        tokens.take();
        return new Atomic(address.wordSize(tokens), op, address.base(), address.offset(), tokens.register("rw"));
    }

    private static Instruction storeRelease(Tokens tokens) {
        tokens.expect("(");
        LinuxAddress address = LinuxAddress.read(tokens);
        tokens.expect(",");
        Register src = tokens.register("rw");
        tokens.expect(")");
        return new StoreRelease(address.unsignedSize(tokens), address.base(), address.offset(), src);
    }
}
