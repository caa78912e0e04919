package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.MapType;
import dev.osmia.abi.TypeModifier;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Payload.DynptrType;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Set;

/** What a helper is given ({@code check_func_arg}). */
final class HelperArguments {
    private final Verification of;
    private final MemoryCheck memory;
    private final ArgumentTypes types;
    private final MemoryArguments sizes;
    private final DynptrRules dynptrs;
    private final LockRules locks;
    private final ConstantKeys keys;
    private final ObjectArguments objects;
    private final ConstantText texts;

    HelperArguments(Verification of, MemoryCheck memory, DynptrRules dynptrs) {
        this.of = of;
        this.memory = memory;
        this.dynptrs = dynptrs;
        types = new ArgumentTypes(of);
        sizes = new MemoryArguments(of, memory);
        locks = new LockRules(of);
        keys = new ConstantKeys(of);
        objects = new ObjectArguments(of);
        texts = new ConstantText(of, memory);
    }

    void check(int register, @Nullable Helper helper, HelperPrototype prototype, Call call) {
        of.checkRead(register);
        ArgumentType written = prototype.arguments().get(register - 1);
        if (written.kind() == ArgumentKind.ANYTHING) {
            if (of.isSecret(register)) {
                throw of.forbid("R" + register + " leaks addr into helper function");
            }
            return;
        }
        Reg reg = of.reg(register);
        if (RegType.isPacket(reg.type()) && !memory.packets.mayPass(call, false)) {
            throw of.forbid("helper access to the packet is not allowed");
        }
        ArgumentType argument = resolved(written, helper, call);
        if (!(reg.isZero() && argument.isNullable())) {
            types.check(register, argument, helper == Helper.KPTR_XCHG && register == 2);
            if (RegType.base(reg.type()) == RegType.BTF_ID) {
                objects.check(register, argument, helper, call);
            }
            types.checkOffset(register, argument);
        }
        noteReference(register, argument, call);
        checkByKind(register, argument, helper, prototype, call);
    }

    /** Maps of sockets take sockets for values. */
    private ArgumentType resolved(ArgumentType argument, @Nullable Helper helper, Call call) {
        if (argument.kind() != ArgumentKind.PTR_TO_MAP_VALUE) {
            return argument;
        }
        MapInfo map = Objects.requireNonNull(call.map);
        if (map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH) {
            if (!argument.modifiers().isEmpty()) {
                throw of.invalid("invalid arg_type for sockmap/sockhash");
            }
            return new ArgumentType(ArgumentKind.PTR_TO_BTF_ID_SOCK_COMMON, "", Set.of(), 0);
        }
        boolean isFilterLookup = map.type() == MapType.BLOOM_FILTER && helper == Helper.MAP_PEEK_ELEM;
        return isFilterLookup ? new ArgumentType(ArgumentKind.PTR_TO_MAP_VALUE, "", Set.of(), 0) : argument;
    }

    private void noteReference(int register, ArgumentType argument, Call call) {
        Reg reg = of.reg(register);
        if (argument.is(TypeModifier.RELEASE)) {
            if (argument.kind() == ArgumentKind.PTR_TO_DYNPTR) {
                checkReleasedDynptr(register);
            } else if (reg.refId() == 0 && !reg.isZero()) {
                throw of.invalid("R" + register + " must be referenced when passed to release function");
            }
            call.released = register;
        }
        if (reg.refId() != 0 && argument.kind() != ArgumentKind.KPTR_XCHG_DEST) {
            if (call.refId != 0) {
                throw of.forbid(
                        "more than one arg with ref_obj_id R" + register + " " + reg.refId() + " " + call.refId);
            }
            call.refId = reg.refId();
        }
    }

    private void checkReleasedDynptr(int register) {
        Reg pointer = of.reg(register);
        if (pointer.type() != RegType.STACK) {
            throw of.invalid("cannot release unowned const bpf_dynptr");
        }
        StackPlace place = StackPlace.of(of, pointer, "dynptr", 2);
        if (!place.isGood() || of.frameOf(pointer).slot(place.slot()).spilled().refId() == 0) {
            throw place.rejection(of, "arg " + register + " is an unacquired reference");
        }
    }

    private void checkByKind(int register, ArgumentType argument, @Nullable Helper helper, HelperPrototype prototype,
            Call call) {
        Reg reg = of.reg(register);
        switch (argument.kind()) {
            case CONST_MAP_PTR -> takeMap(reg, call);
            case PTR_TO_MAP_KEY -> {
                MapInfo map = Objects.requireNonNull(call.map);
                sizes.check(register, map.keySize(), false, false, null);
                call.constantKey = keys.find(map, reg);
            }
            case PTR_TO_MAP_VALUE -> {
                if (!(argument.isNullable() && reg.isZero())) {
                    call.isRaw = argument.is(TypeModifier.UNINIT);
                    sizes.check(register, Objects.requireNonNull(call.map).valueSize(),
                            argument.is(TypeModifier.WRITE), false, call);
                }
            }
            case PTR_TO_SPIN_LOCK -> locks.use(register, helper == Helper.SPIN_LOCK);
            case PTR_TO_TIMER -> takeTimer(register, call);
            case PTR_TO_FUNC -> call.subprogram = ((Payload.Function) Objects.requireNonNull(reg.payload()))
                    .subprogram();
            case PTR_TO_MEM -> takeMemory(register, argument, call);
            case CONST_SIZE, CONST_SIZE_OR_ZERO -> sizes.checkSized(register,
                    prototype.arguments().get(register - 2).is(TypeModifier.WRITE),
                    argument.kind() == ArgumentKind.CONST_SIZE_OR_ZERO, call);
            case PTR_TO_DYNPTR -> takeDynptr(register, argument);
            case CONST_ALLOC_SIZE_OR_ZERO -> {
                if (!reg.value().isConstant()) {
                    throw of.forbid("R" + register + " is not a known constant'");
                }
                call.resultSize = reg.value().constant();
                of.precision.need(register);
            }
            case PTR_TO_CONST_STR -> texts.check(register);
            case PTR_TO_PERCPU_BTF_ID -> call.typed = reg;
            case KPTR_XCHG_DEST -> objects.takeField(register, call);
            default -> {
            }
        }
    }

    private void takeMap(Reg reg, Call call) {
        if (call.map != null && (call.map != reg.map() || call.mapUid != reg.mapUid())) {
            throw of.invalid("timer pointer in R1 map_uid=" + call.mapUid + " doesn't match map pointer in R2 map_uid="
                    + reg.mapUid());
        }
        call.map = reg.map();
        call.mapUid = reg.mapUid();
    }

    private void takeTimer(int register, Call call) {
        ValueFields.check(of, register, Field.Kind.TIMER);
        call.map = of.reg(register).map();
        call.mapUid = of.reg(register).mapUid();
    }

    private void takeMemory(int register, ArgumentType argument, Call call) {
        call.isRaw = argument.is(TypeModifier.UNINIT);
        if (argument.size() == 0) {
            return;
        }
        sizes.check(register, argument.size(), argument.is(TypeModifier.WRITE), false, call);
        if (argument.is(TypeModifier.ALIGNED)) {
            Alignment.check(of, of.reg(register), 0, argument.size(), true);
        }
    }

    private void takeDynptr(int register, ArgumentType argument) {
        if (argument.is(TypeModifier.UNINIT)) {
            dynptrs.create(register, Objects.requireNonNull(dynptrType(argument)), 0);
        } else {
            dynptrs.use(register, dynptrType(argument), argument.is(TypeModifier.RDONLY));
        }
    }

    private static @Nullable DynptrType dynptrType(ArgumentType argument) {
        return argument.is(TypeModifier.LOCAL)
                ? DynptrType.LOCAL
                : argument.is(TypeModifier.RINGBUF) ? DynptrType.RINGBUF : null;
    }
}
