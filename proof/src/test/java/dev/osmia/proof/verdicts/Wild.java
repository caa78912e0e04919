package dev.osmia.proof.verdicts;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.proof.fuzz.Dice;
import dev.osmia.proof.verdicts.Scene.Held;
import dev.osmia.proof.verdicts.Scene.Sort;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Steps that programs of some type may do, or none: any helper with any arguments, any place of a context. */
final class Wild {
    private static final Map<ProgramType, List<AttachType>> ATTACH_TYPES = Map.of(
            ProgramType.CGROUP_SOCK, List.of(AttachType.CGROUP_INET_SOCK_CREATE, AttachType.CGROUP_INET_SOCK_RELEASE,
                    AttachType.CGROUP_INET4_POST_BIND, AttachType.CGROUP_INET6_POST_BIND),
            ProgramType.CGROUP_SOCK_ADDR, List.of(AttachType.CGROUP_INET4_BIND, AttachType.CGROUP_INET6_BIND,
                    AttachType.CGROUP_INET4_CONNECT, AttachType.CGROUP_UNIX_CONNECT, AttachType.CGROUP_UDP4_SENDMSG,
                    AttachType.CGROUP_UDP6_RECVMSG, AttachType.CGROUP_INET4_GETPEERNAME),
            ProgramType.CGROUP_SKB, List.of(AttachType.CGROUP_INET_INGRESS, AttachType.CGROUP_INET_EGRESS),
            ProgramType.CGROUP_SOCKOPT, List.of(AttachType.CGROUP_GETSOCKOPT, AttachType.CGROUP_SETSOCKOPT),
            ProgramType.SK_LOOKUP, List.of(AttachType.SK_LOOKUP),
            ProgramType.SK_REUSEPORT, List.of(AttachType.SK_REUSEPORT_SELECT,
                    AttachType.SK_REUSEPORT_SELECT_OR_MIGRATE),
            ProgramType.NETFILTER, List.of(AttachType.NETFILTER));
    /** Types that need more than code, and those that Linux does not have or was built without. */
    private static final Set<ProgramType> LEFT_OUT = Set.of(ProgramType.TRACING, ProgramType.LSM, ProgramType.EXT,
            ProgramType.STRUCT_OPS, ProgramType.HOST, ProgramType.LIRC_MODE2);
    private static final List<ProgramType> TYPES = java.util.stream.Stream.of(ProgramType.values())
            .filter(type -> !LEFT_OUT.contains(type))
            .toList();

    /** One that ends the program, and one that depends on how far the kernel is locked. */
    private static final Set<Helper> LEFT_OUT_HELPERS = Set.of(Helper.TAIL_CALL, Helper.PROBE_WRITE_USER);

    private Wild() {
    }

    static Candidate.Place place(Dice dice) {
        ProgramType type = dice.of(TYPES);
        List<AttachType> places = ATTACH_TYPES.get(type);
        return places == null ? Candidate.Place.of(type) : new Candidate.Place(type, dice.of(places));
    }

    static void step(Pen pen) {
        switch (pen.dice.below(5)) {
            case 0, 1 -> context(pen);
            default -> helper(pen);
        }
    }

    private static void context(Pen pen) {
        if (!pen.get(Register.R6).is(Sort.CONTEXT)) {
            return;
        }
        Size size = pen.dice.chance(50) ? Size.W : pen.dice.size();
        int word = 4 * pen.dice.below(pen.dice.of(12, 24, 50));
        int offset = pen.dice.chance(85) ? word - word % size.bytes() : word + pen.dice.below(4);
        if (pen.dice.chance(70)) {
            Register to = pen.target(Register.R6);
            pen.add(new Instruction.Load(size, size != Size.DW && pen.dice.chance(5), to, Register.R6, (short) offset));
            pen.set(to, Scene.NOTHING);
        } else {
            pen.add(pen.dice.chance(30)
                    ? Insns.store(size, Register.R6, offset, pen.dice.below(3))
                    : Insns.store(size, Register.R6, offset, pen.number()));
        }
    }

    private static void helper(Pen pen) {
        Helper helper = pen.dice.of(Helper.values());
        if (LEFT_OUT_HELPERS.contains(helper) || pen.kept.stream().anyMatch(register -> register.number() < 6)) {
            return;
        }
        boolean hasContext = pen.get(Register.R6).is(Sort.CONTEXT) && pen.dice.chance(60);
        for (int number = 1; number <= 5; number++) {
            argument(pen, Register.of(number), number == 1 && hasContext);
        }
        pen.add(Insns.call(helper));
        pen.forgetArguments();
        pen.set(Register.R0, Scene.NOTHING);
        if (pen.dice.chance(70)) {
            pen.add(Insns.move(Register.R0, 0));
            pen.set(Register.R0, Scene.NUMBER);
        }
    }

    private static void argument(Pen pen, Register to, boolean isContext) {
        if (isContext) {
            pen.add(Insns.move(to, Register.R6));
        } else {
            switch (pen.dice.below(9)) {
                case 0 -> pen.add(Insns.map(to, pen.dice.of(Maps.ALL)));
                case 1, 2 -> {
                    int offset = -8 * (1 + pen.dice.below(pen.frame / 8));
                    if (pen.dice.chance(50)) {
                        pen.add(Insns.store(Size.DW, Register.R10, offset, 0));
                    }
                    pen.add(Insns.move(to, Register.R10), Insns.alu(AluOp.ADD, to, offset));
                    pen.scene.overwrite(-pen.frame, 0);
                }
                case 3 -> pen.add(Insns.value(to, pen.dice.of(Maps.DATA, Maps.CONSTANTS), pen.dice.below(60)));
                case 4, 5 -> pen.add(Insns.move(to, pen.dice.of(0, 1, 4, 8, 16)));
                case 6 -> pen.add(Insns.move(to, pen.dice.of(0, -1, 64)));
                case 7 -> {
                    List<Register> all = pen.registers(held -> !held.is(Sort.NOTHING));
                    if (!all.isEmpty()) {
                        pen.add(Insns.move(to, pen.dice.of(all)));
                    }
                }
                default -> {
                    Register from = pen.number();
                    pen.add(Insns.move(to, from), Insns.alu(AluOp.AND, to, 15));
                }
            }
        }
        pen.set(to, new Held(Sort.NOTHING, 0, 0, 0));
    }
}
