package dev.osmia.isa.text;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.AddressSpaceCast;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Atomic;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Instruction.ByteSwap;
import dev.osmia.isa.Instruction.Load;
import dev.osmia.isa.Instruction.LoadAcquire;
import dev.osmia.isa.Instruction.LoadPacketAbsolute;
import dev.osmia.isa.Instruction.LoadPacketIndirect;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.MoveSignExtended;
import dev.osmia.isa.Instruction.Negate;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can stand to the right of {@code r1 =} in Linux's syntax. */
final class LinuxAssignment {
    private static final int LOAD_WIDE_OPCODE = 0x18;

    private static final String ATOMIC = "atomic_";
    private static final String ATOMIC_64 = "atomic64_";
    private static final Set<String> SWAPS = Set.of("le16", "le32", "le64", "be16", "be32", "be64", "bswap16",
            "bswap32", "bswap64");
    private static final Map<String, AtomicOp> ATOMICS = Arrays.stream(AtomicOp.values())
            .filter(AtomicOp::fetches)
            .collect(Collectors.toMap(op -> op.name().toLowerCase(Locale.ROOT), Function.identity()));
    private static final List<String> WORDS = Stream.of(Stream.of("addr_space_cast", "load_acquire"), SWAPS.stream(),
            ATOMICS.keySet().stream().flatMap(op -> Stream.of(ATOMIC + op, ATOMIC_64 + op)))
            .flatMap(Function.identity())
            .toList();

    private final Tokens tokens;
    private final Width width;
    /** Where {@link #dst} stands, for messages. */
    private final Token name;
    private final Register dst;

    private LinuxAssignment(Tokens tokens, Width width, Token name, Register dst) {
        this.tokens = tokens;
        this.width = width;
        this.name = name;
        this.dst = dst;
    }

    /** Reads on after the {@code =}. */
    static Pending read(Tokens tokens, Width width, Token name, Register dst) {
        LinuxAssignment assignment = new LinuxAssignment(tokens, width, name, dst);
        return WideText.startsAt(tokens) ? assignment.wideReference() : Pending.of(assignment.value());
    }

    private Pending wideReference() {
        requireWhole();
        return WideText.read(tokens, dst);
    }

    private Instruction value() {
        if (tokens.atNumber()) {
            return constant();
        }
        if (tokens.atRegister()) {
            return new Alu(width, AluOp.MOV, dst, new Operand.Reg(sameWidthRegister()));
        }
        return switch (tokens.peek().text()) {
            case "-" -> negation();
            case "(" -> signExtension();
            case "*" -> load();
            case "addr_space_cast" -> addressSpaceCast();
            case "load_acquire" -> loadAcquire();
            default -> namedOperation();
        };
    }

    private void requireWhole() {
        if (width != Width.W64) {
            throw tokens.expected("a register of 64 bits, r0 to r10", name);
        }
    }

    private Register sameWidthRegister() {
        return tokens.register(width == Width.W64 ? "r" : "w");
    }

    private Instruction constant() {
        if (tokens.isWideNumber() || tokens.listedOpcode() == LOAD_WIDE_OPCODE) {
            requireWhole();
            Instruction load = LoadWide.constant(dst, tokens.wideImmediate());
            tokens.accept("ll");
            return load;
        }
        return new Alu(width, AluOp.MOV, dst, new Operand.Imm(tokens.immediate()));
    }

    private Instruction negation() {
        tokens.expect("-");
        Token operand = tokens.peek();
        if (sameWidthRegister() != dst) {
            throw tokens.expected(name.text() + " again", operand);
        }
        return new Negate(width, dst);
    }

    private Instruction signExtension() {
        tokens.expect("(");
        Token type = tokens.take();
        boolean fits = type.is("s8") || type.is("s16") || type.is("s32") && width == Width.W64;
        if (!fits) {
            throw tokens.expected(width == Width.W64 ? "s8, s16 or s32" : "s8 or s16", type);
        }
        tokens.expect(")");
        return new MoveSignExtended(width, 8 * LinuxAddress.size(type).bytes(), dst, sameWidthRegister());
    }

    private Instruction load() {
        tokens.expect("*");
        Token type = LinuxAddress.type(tokens);
        if (tokens.accept("skb")) {
            return packetLoad(type);
        }
        LinuxAddress address = LinuxAddress.readAfterType(tokens, type);
        if (address.isSigned() || address.size() == Size.DW) {
            requireWhole();
        }
        return new Load(address.size(), address.isSigned(), dst, address.base(), address.offset());
    }

    private Instruction packetLoad(Token type) {
        Size size = LinuxAddress.size(type);
        if (type.text().startsWith("s") || size == Size.DW) {
            throw tokens.expected("u8, u16 or u32", type);
        }
        if (dst != Register.R0 || width != Width.W64) {
            throw tokens.expected("r0", name);
        }
        tokens.expect("[");
        Instruction load;
        if (tokens.atRegister()) {
            Register index = tokens.register("r");
            int position = tokens.accept("+") || tokens.atNumber() ? tokens.immediate() : 0;
            load = new LoadPacketIndirect(size, index, position);
        } else {
            load = new LoadPacketAbsolute(size, tokens.immediate());
        }
        tokens.expect("]");
        return load;
    }

    private Instruction addressSpaceCast() {
        requireWhole();
        tokens.expect("addr_space_cast", "(");
        Register src = tokens.register("r");
        tokens.expect(",");
        int to = (int) tokens.number("an address space", 0, 0xffff);
        tokens.expect(",");
        int from = (int) tokens.number("an address space", 0, 0xffff);
        tokens.expect(")");
        return new AddressSpaceCast(dst, src, to, from);
    }

    private Instruction loadAcquire() {
        tokens.expect("load_acquire", "(");
        LinuxAddress address = LinuxAddress.read(tokens);
        tokens.expect(")");
        return new LoadAcquire(address.unsignedSize(tokens), dst, address.base(), address.offset());
    }

    private Instruction namedOperation() {
        Token word = tokens.take();
        String text = word.text();
        if (SWAPS.contains(text)) {
            return swap(text);
        }
        boolean whole = text.startsWith(ATOMIC_64);
        AtomicOp atomic = whole || text.startsWith(ATOMIC)
                ? ATOMICS.get(text.substring(whole ? ATOMIC_64.length() : ATOMIC.length()))
                : null;
        if (atomic == null) {
            throw tokens.expectedOneOf("a register, a number, a memory access or an operation", word, WORDS);
        }
        return atomic(atomic, whole);
    }

    private Instruction swap(String word) {
        requireWhole();
        Token operand = tokens.peek();
        if (tokens.register("r") != dst) {
            throw tokens.expected(name.text() + " again", operand);
        }
        ByteOrderOp op = word.startsWith("le")
                ? ByteOrderOp.TO_LITTLE
                : word.startsWith("be") ? ByteOrderOp.TO_BIG : ByteOrderOp.SWAP;
        return new ByteSwap(op, Integer.parseInt(word.substring(word.length() - 2)), dst);
    }

    /** Linux writes {@code atomic64_} for 8 bytes, LLVM leaves that to the type. */
    private Instruction atomic(AtomicOp op, boolean whole) {
        tokens.expect("(");
        LinuxAddress address = LinuxAddress.read(tokens);
        Size size = address.wordSize(tokens);
        if (whole && size != Size.DW) {
            throw tokens.expected("u64", address.type());
        }
        if (size == Size.DW) {
            requireWhole();
        }
        tokens.expect(",");
        if (op == AtomicOp.CMPXCHG) {
            tokens.expect("r0", ",");
        }
        Register src = tokens.register("rw");
        tokens.expect(")");
        Register result = op == AtomicOp.CMPXCHG ? Register.R0 : src;
        if (dst != result) {
            throw tokens.expected("r" + result.number() + ", which receives the old value", name);
        }
        return new Atomic(size, op, address.base(), address.offset(), src);
    }
}
