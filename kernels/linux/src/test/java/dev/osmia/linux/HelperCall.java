package dev.osmia.linux;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.AttachType;
import dev.osmia.abi.ContextAccess;
import dev.osmia.abi.ContextField;
import dev.osmia.abi.FieldKind;
import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.TypeModifier;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;
import dev.osmia.linux.Oracle.Loader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Programs around one call of a helper, whose arguments are what its prototype says but for those that the test sets.
 *
 * @param helper the helper
 * @param loader how the program is loaded
 * @param values the descriptor of an array whose values are bytes
 * @param texts the descriptor of one that is read-only and frozen
 */
record HelperCall(Helper helper, Loader loader, int values, int texts) {
    static final List<Register> ARGUMENTS = List.of(Register.R1, Register.R2, Register.R3, Register.R4, Register.R5);
    /** The context, a pointer to 64 bytes of the packet, the one kernel structure among the arguments. */
    private static final Register CONTEXT = Register.R6;
    private static final Register PACKET = Register.R7;
    private static final Register OBJECT = Register.R8;
    /** On the stack: zeroed memory, a dynptr, and room for another. */
    private static final int MEMORY = -128;
    private static final int DYNPTR = -160;
    private static final int ROOM = -192;
    private static final int SIZE = 8;

    HelperPrototype prototype() {
        AttachType attach = loader.attach();
        return attach == null ? helper.prototype(loader.type()) : helper.prototype(loader.type(), attach);
    }

    ArgumentType argument(int index) {
        return prototype().arguments().get(index);
    }

    /** A program with one argument set otherwise; those behind it may be wrong too. Empty where that cannot be made. */
    Optional<List<Instruction>> with(int index, List<Instruction> otherwise) {
        List<Instruction> code = new ArrayList<>();
        if (!start(code)) {
            return Optional.empty();
        }
        for (int before = 0; before < index; before++) {
            Optional<List<Instruction>> right = right(before);
            if (right.isEmpty()) {
                return Optional.empty();
            }
            code.addAll(right.get());
        }
        code.addAll(otherwise);
        for (int behind = index + 1; behind < prototype().arguments().size(); behind++) {
            code.addAll(right(behind).orElse(List.of(Programs.set(ARGUMENTS.get(behind), 0))));
        }
        return Optional.of(end(code, List.of()));
    }

    /** A program that sets the argument registers up to one, and nothing from there on. */
    Optional<List<Instruction>> without(int index) {
        List<Instruction> code = new ArrayList<>();
        if (!start(code)) {
            return Optional.empty();
        }
        code.add(Programs.call(Helper.KTIME_GET_NS.id()));
        for (int before = 0; before < index; before++) {
            Optional<List<Instruction>> right = before < prototype().arguments().size()
                    ? right(before)
                    : Optional.of(List.of());
            if (right.isEmpty()) {
                return Optional.empty();
            }
            code.addAll(right.get());
        }
        return Optional.of(end(code, List.of()));
    }

    /** A program with right arguments, and what it does afterwards. Empty where that cannot be made. */
    Optional<List<Instruction>> then(List<Instruction> use) {
        List<Instruction> code = new ArrayList<>();
        if (!start(code)) {
            return Optional.empty();
        }
        for (int index = 0; index < prototype().arguments().size(); index++) {
            Optional<List<Instruction>> right = right(index);
            if (right.isEmpty()) {
                return Optional.empty();
            }
            code.addAll(right.get());
        }
        return Optional.of(end(code, use));
    }

    /** As {@link #then}, with a pointer into the packet at hand, that is read after the call. */
    Optional<List<Instruction>> thenPacket() {
        Optional<List<Instruction>> packet = packet();
        return packet.isEmpty()
                ? Optional.empty()
                : then(List.of(Programs.read(Size.B, Register.R2, PACKET, 0))).map(code -> {
                    List<Instruction> all = new ArrayList<>(code);
                    all.addAll(1, packet.get());
                    return all;
                });
    }

    /** As {@link #with}, with a pointer into the packet for the argument. */
    Optional<List<Instruction>> withPacket(int index) {
        Optional<List<Instruction>> packet = packet();
        return packet.isEmpty()
                ? Optional.empty()
                : with(index, List.of(Programs.move(ARGUMENTS.get(index), PACKET))).map(code -> {
                    List<Instruction> all = new ArrayList<>(code);
                    all.addAll(1, packet.get());
                    return all;
                });
    }

    /** A program that writes to the packet; empty if its context has none. */
    Optional<List<Instruction>> writingPacket() {
        return packet().map(packet -> {
            List<Instruction> code = new ArrayList<>(packet);
            code.addFirst(Programs.move(CONTEXT, Register.R1));
            code.add(new Instruction.StoreImmediate(Size.B, PACKET, (short) 0, 0));
            return end(code, List.of());
        });
    }

    private List<Instruction> end(List<Instruction> code, List<Instruction> use) {
        List<Instruction> all = new ArrayList<>(code);
        all.add(Programs.call(helper.id()));
        all.addAll(use);
        all.add(Programs.set(Register.R0, 0));
        all.add(new Instruction.Exit());
        return all;
    }

    private boolean start(List<Instruction> code) {
        code.add(Programs.move(CONTEXT, Register.R1));
        for (int at = MEMORY; at < 0; at += Long.BYTES) {
            code.add(new Instruction.StoreImmediate(Size.DW, Register.R10, (short) at, 0));
        }
        for (ArgumentType argument : prototype().arguments()) {
            Optional<List<Instruction>> object = object(argument);
            if (object.isEmpty()) {
                return false;
            }
            code.addAll(object.get());
        }
        return true;
    }

    /** What an argument needs before registers are set: nothing, mostly. Empty if there is no way to get it. */
    private Optional<List<Instruction>> object(ArgumentType argument) {
        return switch (argument.kind()) {
            case PTR_TO_BTF_ID -> switch (argument.structure()) {
                case "task_struct" -> Optional.of(List.of(Programs.call(Helper.GET_CURRENT_TASK_BTF.id()),
                        Programs.move(OBJECT, Register.R0)));
                case "seq_file" -> loader.attach() == AttachType.TRACE_ITER
                        ? Optional.of(List.of(Programs.read(Size.DW, OBJECT, CONTEXT, 0),
                                Programs.read(Size.DW, OBJECT, OBJECT, 0)))
                        : Optional.empty();
                case "tcp_sock" -> loader.type() == ProgramType.STRUCT_OPS
                        ? Optional.of(List.of(Programs.read(Size.DW, OBJECT, CONTEXT, 0)))
                        : Optional.empty();
                default -> Optional.of(List.of());
            };
            case PTR_TO_SOCK_COMMON, PTR_TO_SOCKET, PTR_TO_BTF_ID_SOCK_COMMON -> Optional.of(socket());
            case PTR_TO_DYNPTR -> Optional.of(List.of(
                    new Instruction.LoadWide(Register.R1, WideSource.MAP_VALUE, values, 0),
                    Programs.set(Register.R2, SIZE), Programs.set(Register.R3, 0),
                    Programs.move(Register.R4, Register.R10), Programs.add(Register.R4, DYNPTR),
                    Programs.call(Helper.DYNPTR_FROM_MEM.id())));
            default -> Optional.of(List.of());
        };
    }

    /** The socket of the context, if it has one. */
    private List<Instruction> socket() {
        int at = loader.type() == ProgramType.STRUCT_OPS
                ? 0
                : loader.name().equals("tcp") ? Long.BYTES : field("sk").map(ContextField::offset).orElse(-1);
        return at < 0
                ? List.of()
                : List.of(Programs.read(Size.DW, OBJECT, CONTEXT, at),
                        new Instruction.Branch(Width.W64, Condition.NE, OBJECT, new Operand.Imm(0), (short) 2),
                        Programs.set(Register.R0, 0), new Instruction.Exit());
    }

    private Optional<ContextField> field(String name) {
        return access().flatMap(access -> access.readable()
                .stream()
                .filter(field -> field.name().equals(name))
                .findFirst());
    }

    private Optional<ContextAccess> access() {
        AttachType attach = loader.attach();
        return attach == null ? ContextAccess.of(loader.type()) : ContextAccess.of(loader.type(), attach);
    }

    private Optional<List<Instruction>> packet() {
        Optional<ContextField> start = field(FieldKind.PACKET);
        Optional<ContextField> end = field(FieldKind.PACKET_END);
        if (start.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(List.of(bound(PACKET, start.get()), bound(Register.R3, end.get()),
                Programs.move(Register.R2, PACKET), Programs.add(Register.R2, 64),
                new Instruction.Branch(Width.W64, Condition.LE, Register.R2, new Operand.Reg(Register.R3), (short) 2),
                Programs.set(Register.R0, 0), new Instruction.Exit()));
    }

    private static Instruction bound(Register to, ContextField field) {
        return Programs.read(field.size() == Long.BYTES ? Size.DW : Size.W, to, CONTEXT, field.offset());
    }

    private Optional<ContextField> field(FieldKind kind) {
        return access().flatMap(access -> access.readable()
                .stream()
                .filter(field -> field.kind() == kind)
                .findFirst());
    }

    /** Sets the register of an argument to what the prototype says; empty where that is not made here. */
    private Optional<List<Instruction>> right(int index) {
        Register register = ARGUMENTS.get(index);
        ArgumentType argument = argument(index);
        return switch (argument.kind()) {
            case ANYTHING -> Optional.of(List.of(Programs.set(register, 0)));
            case CONST_SIZE, CONST_SIZE_OR_ZERO, CONST_ALLOC_SIZE_OR_ZERO ->
                Optional.of(List.of(Programs.set(register, SIZE)));
            case CONST_MAP_PTR -> Optional.of(List.of(map(register)));
            case PTR_TO_MEM, PTR_TO_MAP_KEY, PTR_TO_MAP_VALUE, PTR_TO_STACK ->
                Optional.of(stack(register, MEMORY));
            case PTR_TO_CTX -> Optional.of(List.of(Programs.move(register, CONTEXT)));
            case PTR_TO_CONST_STR ->
                Optional.of(List.of(new Instruction.LoadWide(register, WideSource.MAP_VALUE, texts, 0)));
            case PTR_TO_DYNPTR -> Optional.of(stack(register, isNew(argument) ? ROOM : DYNPTR));
            case PTR_TO_SOCK_COMMON, PTR_TO_SOCKET, PTR_TO_BTF_ID_SOCK_COMMON, PTR_TO_BTF_ID ->
                Optional.of(List.of(Programs.move(register, OBJECT)));
            default -> Optional.empty();
        };
    }

    private static boolean isNew(ArgumentType argument) {
        return argument.is(TypeModifier.UNINIT);
    }

    /** Sets a register to what no argument but a map takes; a map's to what is none. */
    List<Instruction> wrong(int index) {
        Register register = ARGUMENTS.get(index);
        return argument(index).kind() == ArgumentKind.CONST_MAP_PTR
                ? stack(register, MEMORY)
                : List.of(map(register));
    }

    /** Sets the register of an argument to memory that may only be read. */
    List<Instruction> readOnly(int index) {
        return List.of(new Instruction.LoadWide(ARGUMENTS.get(index), WideSource.MAP_VALUE, texts, 0));
    }

    /** Sets the register of an argument to a place on the stack. */
    static List<Instruction> stack(Register register, int offset) {
        return List.of(Programs.move(register, Register.R10), Programs.add(register, offset));
    }

    private Instruction map(Register register) {
        return new Instruction.LoadWide(register, WideSource.MAP_FD, values, 0);
    }
}
