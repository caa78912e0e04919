package dev.osmia.embedded;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperSets;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.helpers.HelperTables;
import dev.osmia.isa.Code;
import dev.osmia.isa.InstructionFormatException;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Programs of random bytes. Bytes alone hardly ever are a program, so each instruction is drawn until it decodes, jumps
 * lead into the program, calls name helpers that exist, and before some calls there is what makes arguments: a pointer to
 * stack, context, packet or map, or a number.
 */
final class RandomProgram {
    private static final int SLOT = 8;
    private static final int MOST_STEPS = 40;
    private static final int JUMP_CLASS = 5;
    private static final int JUMP32_CLASS = 6;
    private static final int CALL = 0x85;
    private static final int JUMP_LONG = 0x06;
    private static final int WIDE_LOAD = 0x18;
    /** In the source field of a wide load: a function of the program. */
    private static final int FUNCTION = 4;
    private static final int EXIT = 0x95;
    private static final int MOVE = 0xbf;
    private static final int MOVE_CONSTANT = 0xb7;
    private static final int ADD_CONSTANT = 0x07;
    private static final int LOAD_WORD = 0x61;
    /** Where {@code struct __sk_buff} has {@code data}, for the types that may read it. */
    private static final int SKB_DATA = 76;
    private static final int CONTEXT_COPY = 6;
    private static final int PACKET_COPY = 7;
    private static final int FRAME = 10;
    private static final int[] NUMBERS = {0, 1, 2, 3, 4, 7, 8, 14, 16, 20, 31, 32, 63, 64, 127, 128, 255, 256, 511, 512,
            4096, 0xffff, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -2, -4, -8, -16, -64, -512, -513};

    private final RandomGenerator random;
    private final ProgramType type;
    private final List<String> maps;
    private final List<Helper> helpers;
    private final ByteBuffer bytes = ByteBuffer.allocate((MOST_STEPS + 1) * 16 * SLOT).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<Integer, Reference> references = new TreeMap<>();
    private final List<Integer> jumps = new ArrayList<>();
    private final List<Integer> functions = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();

    private RandomProgram(RandomGenerator random, ProgramType type, List<String> maps) {
        this.random = random;
        this.type = type;
        this.maps = maps;
        this.helpers = HelperTables.available().stream().filter(HelperSets.of(type)::contains).toList();
    }

    /** A program, or nothing if the bytes are none. */
    static Optional<ProgramSpec> draw(RandomGenerator random, ProgramType type, List<String> maps) {
        return new RandomProgram(random, type, maps).draw();
    }

    private Optional<ProgramSpec> draw() {
        add(MOVE, CONTEXT_COPY, 1, 0, 0);
        switch (type) {
            case XDP -> add(LOAD_WORD, PACKET_COPY, 1, 0, 0);
            case SCHED_CLS -> add(LOAD_WORD, PACKET_COPY, 1, SKB_DATA, 0);
            default -> add(MOVE, PACKET_COPY, 1, 0, 0);
        }
        for (int steps = random.nextInt(1, MOST_STEPS); steps > 0; steps--) {
            if (random.nextInt(4) == 0 && !helpers.isEmpty()) {
                helperCall();
            } else {
                anything();
            }
        }
        add(EXIT, 0, 0, 0, 0);
        jumps.forEach(this::aim);
        functions.forEach(slot -> bytes.putInt(slot * SLOT + 4, pick(starts) - slot - 1));
        byte[] code = new byte[bytes.position()];
        bytes.get(0, code);
        try {
            return Optional.of(ProgramSpec.of("random", type, Code.decode(code, ByteOrder.LITTLE_ENDIAN), references));
        } catch (InstructionFormatException e) {
            return Optional.empty();
        }
    }

    /** Mostly what the prototype asks for, so that the helper itself gets to run. */
    private void helperCall() {
        Helper helper = pick(helpers);
        List<ArgumentType> arguments = helper.prototype(type).arguments();
        for (int index = 0; index < arguments.size(); index++) {
            ArgumentKind kind = random.nextInt(8) == 0
                    ? ArgumentKind.values()[random.nextInt(ArgumentKind.values().length)]
                    : arguments.get(index).kind();
            argument(index + 1, kind);
        }
        add(CALL, 0, 0, 0, helper.id());
    }

    private void argument(int register, ArgumentKind kind) {
        switch (kind) {
            case CONST_MAP_PTR -> {
                references.put(bytes.position() / SLOT, new Reference.ToMap(pick(maps)));
                wide(register, 1);
            }
            case PTR_TO_CTX -> add(MOVE, register, CONTEXT_COPY, 0, 0);
            case PTR_TO_FUNC -> {
                functions.add(bytes.position() / SLOT);
                wide(register, FUNCTION);
            }
            case CONST_SIZE, CONST_SIZE_OR_ZERO -> add(MOVE_CONSTANT, register, 0, 0, random.nextInt(5) == 0
                    ? number()
                    : random.nextInt(0, 65));
            case ANYTHING, CONST_ALLOC_SIZE_OR_ZERO -> add(MOVE_CONSTANT, register, 0, 0, number());
            default -> {
                if (random.nextInt(3) == 0) {
                    pointer(register, PACKET_COPY, random.nextInt(-2, 64));
                } else {
                    pointer(register, FRAME, -8 * random.nextInt(1, 66));
                }
            }
        }
    }

    private void wide(int register, int kind) {
        add(WIDE_LOAD, register, kind, 0, 0);
        add(0, 0, 0, 0, 0);
    }

    private void pointer(int register, int from, int offset) {
        add(MOVE, register, from, 0, 0);
        add(ADD_CONSTANT, register, 0, 0, offset);
    }

    /** One instruction of any kind that decodes. */
    private void anything() {
        int start = bytes.position();
        while (true) {
            int opcode = random.nextInt(256);
            int source = random.nextInt(11);
            add(opcode, random.nextInt(11), random.nextBoolean() ? source : 0,
                    random.nextInt(3) == 0 ? random.nextInt(-64, 64) : 0, number());
            if (opcode == WIDE_LOAD) {
                add(0, 0, 0, 0, number());
            }
            byte[] one = new byte[bytes.position() - start];
            bytes.get(start, one);
            try {
                Code.decode(one, ByteOrder.LITTLE_ENDIAN);
                int kind = opcode & 7;
                if ((kind == JUMP_CLASS || kind == JUMP32_CLASS) && opcode != EXIT) {
                    jumps.add(start / SLOT);
                }
                return;
            } catch (InstructionFormatException e) {
                bytes.position(start);
                starts.removeIf(slot -> slot * SLOT >= start);
            }
        }
    }

    /** Makes a jump, or a call of a function, lead to some instruction of the program, mostly behind it. */
    private void aim(int slot) {
        int at = slot * SLOT;
        int opcode = Byte.toUnsignedInt(bytes.get(at));
        List<Integer> behind = starts.stream().filter(start -> start > slot).toList();
        int offset = pick(random.nextInt(5) == 0 ? starts : behind) - slot - 1;
        if (opcode == JUMP_LONG || opcode == CALL && (bytes.get(at + 1) >> 4) == 1) {
            bytes.putInt(at + 4, offset);
        } else if (opcode != CALL) {
            bytes.putShort(at + 2, (short) offset);
        }
    }

    private void add(int opcode, int destination, int source, int offset, int immediate) {
        if (opcode != 0) {
            starts.add(bytes.position() / SLOT);
        }
        bytes.put((byte) opcode).put((byte) (source << 4 | destination)).putShort((short) offset).putInt(immediate);
    }

    private int number() {
        return random.nextInt(5) == 0 ? random.nextInt() : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
