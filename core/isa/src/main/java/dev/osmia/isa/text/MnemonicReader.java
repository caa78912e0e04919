package dev.osmia.isa.text;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.AddressSpaceCast;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Atomic;
import dev.osmia.isa.Instruction.Branch;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Instruction.ByteSwap;
import dev.osmia.isa.Instruction.CallHelper;
import dev.osmia.isa.Instruction.CallKfunc;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.CallRegister;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.Jump;
import dev.osmia.isa.Instruction.JumpLong;
import dev.osmia.isa.Instruction.Load;
import dev.osmia.isa.Instruction.LoadAcquire;
import dev.osmia.isa.Instruction.LoadPacketAbsolute;
import dev.osmia.isa.Instruction.LoadPacketIndirect;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.MayGoto;
import dev.osmia.isa.Instruction.MoveSignExtended;
import dev.osmia.isa.Instruction.Negate;
import dev.osmia.isa.Instruction.Store;
import dev.osmia.isa.Instruction.StoreImmediate;
import dev.osmia.isa.Instruction.StoreRelease;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;
import dev.osmia.isa.text.Token.Kind;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads what {@link MnemonicWriter} prints: a table says which operands each mnemonic takes. */
final class MnemonicReader implements InstructionReader {

    /** Reads the operands of one mnemonic. */
    private interface Operands {
        Pending read(Tokens tokens);
    }

    private record Address(Register base, short offset) {}

    private static final Map<String, Operands> MNEMONICS = new HashMap<>();
    private static final Map<String, Operands> LOCKED = new HashMap<>();

    static {
        for (Width width : Width.values()) {
            addArithmetic(width);
            for (Condition condition : Condition.values()) {
                MNEMONICS.put("j" + Mnemonics.sized(condition, width), tokens -> branch(tokens, width, condition));
            }
        }
        for (Size size : Size.values()) {
            addMemory(size);
        }
        addRegisterOnly();
        addControl();
    }

    @Override
    public Pending read(Tokens tokens, Symbols symbols) {
        Token mnemonic = tokens.take();
        return switch (mnemonic.text()) {
            case "call" -> call(tokens, symbols);
            case "lock" -> locked(tokens);
            default -> lookUp(tokens, mnemonic, MNEMONICS).read(tokens);
        };
    }

    private static Operands lookUp(Tokens tokens, Token mnemonic, Map<String, Operands> table) {
        Operands operands = table.get(mnemonic.text());
        if (operands == null) {
            throw tokens.expectedOneOf("a mnemonic", mnemonic, table.keySet());
        }
        return operands;
    }

    private static void add(String mnemonic, Function<Tokens, Instruction> read) {
        MNEMONICS.put(mnemonic, tokens -> Pending.of(read.apply(tokens)));
    }

    private static void addArithmetic(Width width) {
        for (AluOp op : AluOp.values()) {
            add(Mnemonics.sized(op, width), tokens -> {
                Register dst = registerAndComma(tokens);
                return new Alu(width, op, dst, operand(tokens));
            });
        }
        add("neg" + Mnemonics.suffix(width), tokens -> new Negate(width, register(tokens)));
        for (int bits = 8; bits < width.bits(); bits *= 2) {
            addSignExtension(width, bits);
        }
    }

    private static void addSignExtension(Width width, int bits) {
        add(Mnemonics.signExtension(new MoveSignExtended(width, bits, Register.R0, Register.R0)), tokens -> {
            Register dst = registerAndComma(tokens);
            return new MoveSignExtended(width, bits, dst, register(tokens));
        });
    }

    private static void addMemory(Size size) {
        addLoad(Mnemonics.memory("ldx", size),
                (dst, from) -> new Load(size, false, dst, from.base(), from.offset()));
        addLoad(Mnemonics.memory("ldacq", size), (dst, from) -> new LoadAcquire(size, dst, from.base(), from.offset()));
        addStore(Mnemonics.memory("stx", size), (to, src) -> new Store(size, to.base(), to.offset(), src));
        addStore(Mnemonics.memory("strel", size), (to, src) -> new StoreRelease(size, to.base(), to.offset(), src));
        add(Mnemonics.memory("st", size), tokens -> {
            Address to = address(tokens);
            tokens.expect(",");
            return new StoreImmediate(size, to.base(), to.offset(), tokens.immediate());
        });
        if (size != Size.DW) {
            addLoad(Mnemonics.memory("ldx", size) + "sx",
                    (dst, from) -> new Load(size, true, dst, from.base(), from.offset()));
            add(Mnemonics.memory("ldabs", size), tokens -> new LoadPacketAbsolute(size, tokens.immediate()));
            add(Mnemonics.memory("ldind", size), tokens -> {
                Register index = registerAndComma(tokens);
                return new LoadPacketIndirect(size, index, tokens.immediate());
            });
        }
        if (size == Size.W || size == Size.DW) {
            for (AtomicOp op : AtomicOp.values()) {
                LOCKED.put(Mnemonics.atomic(op, size), tokens -> {
                    Address to = address(tokens);
                    tokens.expect(",");
                    return Pending.of(new Atomic(size, op, to.base(), to.offset(), register(tokens)));
                });
            }
        }
    }

    private interface MakeLoad {
        Instruction make(Register dst, Address from);
    }

    private interface MakeStore {
        Instruction make(Address to, Register src);
    }

    private static void addLoad(String mnemonic, MakeLoad load) {
        add(mnemonic, tokens -> {
            Register dst = registerAndComma(tokens);
            return load.make(dst, address(tokens));
        });
    }

    private static void addStore(String mnemonic, MakeStore store) {
        add(mnemonic, tokens -> {
            Address to = address(tokens);
            tokens.expect(",");
            return store.make(to, register(tokens));
        });
    }

    private static void addRegisterOnly() {
        for (ByteOrderOp op : ByteOrderOp.values()) {
            for (int bits = 16; bits <= 64; bits *= 2) {
                addSwap(op, bits);
            }
        }
        add("addr_space_cast", tokens -> {
            Register dst = registerAndComma(tokens);
            Register src = registerAndComma(tokens);
            int to = (int) tokens.number("an address space", 0, 0xffff);
            tokens.expect(",");
            return new AddressSpaceCast(dst, src, to, (int) tokens.number("an address space", 0, 0xffff));
        });
        MNEMONICS.put("lddw", tokens -> {
            Register dst = registerAndComma(tokens);
            return WideText.startsAt(tokens)
                    ? WideText.read(tokens, dst)
                    : Pending.of(LoadWide.constant(dst, tokens.wideImmediate()));
        });
    }

    private static void addSwap(ByteOrderOp op, int bits) {
        add(Mnemonics.swap(new ByteSwap(op, bits, Register.R0)), tokens -> new ByteSwap(op, bits, register(tokens)));
    }

    private static void addControl() {
        MNEMONICS.put("ja", tokens -> Pending.near(tokens.target(), Jump::new));
        MNEMONICS.put("ja32", tokens -> Pending.far(tokens.target(), JumpLong::new));
        MNEMONICS.put("may_goto", tokens -> Pending.near(tokens.target(), MayGoto::new));
        add("callx", tokens -> new CallRegister(register(tokens)));
        add("exit", _ -> new Exit());
        add(DataText.WORD, DataText::read);
    }

    private static Pending branch(Tokens tokens, Width width, Condition condition) {
        Register dst = registerAndComma(tokens);
        Operand operand = operand(tokens);
        tokens.expect(",");
        return Pending.near(tokens.target(), offset -> new Branch(width, condition, dst, operand, offset));
    }

    private static Pending locked(Tokens tokens) {
        Token operation = tokens.take();
        if (operation.is("fetch")) {
            Token fetched = tokens.take();
            operation = new Token(Kind.WORD, "fetch " + fetched.text(), operation.column());
        }
        return lookUp(tokens, operation, LOCKED).read(tokens);
    }

    private static Pending call(Tokens tokens, Symbols symbols) {
        if (tokens.atNumber()) {
            return Pending.of(new CallHelper(tokens.immediate()));
        }
        Token callee = tokens.peek();
        String name = tokens.word("a number, local, kfunc or the name of a helper");
        return switch (name) {
            case "local" -> Pending.far(tokens.target(), CallLocal::new);
            case "kfunc" -> {
                int id = tokens.immediate();
                short module = tokens.accept("@") ? tokens.moduleIndex() : 0;
                yield Pending.of(new CallKfunc(id, module));
            }
            default -> {
                OptionalInt helper = symbols.helperId(name);
                yield Pending.of(new CallHelper(
                        helper.orElseThrow(() -> tokens.unknownCallee("helper", callee, symbols.helperNames()))));
            }
        };
    }

    private static Register register(Tokens tokens) {
        tokens.accept("%");
        return tokens.register("r");
    }

    private static Register registerAndComma(Tokens tokens) {
        Register register = register(tokens);
        tokens.expect(",");
        return register;
    }

    private static Operand operand(Tokens tokens) {
        return tokens.atNumber() ? new Operand.Imm(tokens.immediate()) : new Operand.Reg(register(tokens));
    }

    private static Address address(Tokens tokens) {
        tokens.expect("[");
        Register base = register(tokens);
        short offset = tokens.memoryOffset();
        tokens.expect("]");
        return new Address(base, offset);
    }
}
