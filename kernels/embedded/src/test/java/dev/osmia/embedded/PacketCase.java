package dev.osmia.embedded;

import dev.osmia.abi.ContextField;
import dev.osmia.abi.ContextLayout;
import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.ProgramSpec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * A program, what it is run on, and what came of it in Linux; read from a text whose head explains it.
 *
 * @param name what it is about
 * @param type the program's type
 * @param input the packet, context and flags
 * @param text the program
 * @param outcome what Linux answered, see {@link #run}
 */
record PacketCase(String name, ProgramType type, TestInput input, String text, String outcome) {
    private static final int SHORT = 96;

    static final Symbols HELPERS = new Symbols() {
        @Override
        public OptionalInt helperId(String name) {
            return Arrays.stream(Helper.values())
                    .filter(helper -> helper.functionName().equals(name))
                    .mapToInt(Helper::id)
                    .findFirst();
        }
    };

    /** Runs the program and describes what came of it as the text does. */
    String run(Kernel kernel) {
        Code code = Assembler.assemble(text, Dialect.LINUX, HELPERS).code();
        try (BpfProgram program = kernel.loadProgram(ProgramSpec.of("test", type, code), Map.of())) {
            return describe(program.test(input));
        } catch (BpfException refusal) {
            return refusal.errno().name();
        }
    }

    private String describe(TestResult result) {
        String context = describeContext(result.context());
        return result.returnValue() + " " + describeData(result.data()) + (context.isEmpty() ? "" : " " + context);
    }

    private String describeData(byte[] data) {
        if (Arrays.equals(data, input.data())) {
            return "same";
        }
        if (data.length <= SHORT) {
            return HexFormat.of().formatHex(data);
        }
        CRC32 crc = new CRC32();
        crc.update(data);
        return data.length + "/" + Long.toHexString(crc.getValue());
    }

    private String describeContext(byte[] context) {
        if (context.length == 0) {
            return "";
        }
        ByteBuffer bytes = ByteBuffer.wrap(context).order(ByteOrder.nativeOrder());
        return layout(type).fields()
                .stream()
                .map(field -> field.name() + "=" + number(bytes, field))
                .filter(field -> !field.endsWith("=0"))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static long number(ByteBuffer bytes, ContextField field) {
        return switch (field.unit()) {
            case 1 -> bytes.get(field.offset());
            case 4 -> bytes.getInt(field.offset());
            default -> bytes.getLong(field.offset());
        };
    }

    private static ContextLayout layout(ProgramType type) {
        return ContextLayout.of(type == ProgramType.XDP ? "xdp_md" : "__sk_buff").orElseThrow();
    }

    /** Reads a text. */
    static List<PacketCase> read(String text) {
        Reader reader = new Reader();
        text.lines().forEach(reader::line);
        reader.finish();
        return reader.cases;
    }

    @Override
    public String toString() {
        return name + " (" + type + ")";
    }

    private static final class Reader {
        private final List<PacketCase> cases = new ArrayList<>();
        private final Map<String, byte[]> packets = new HashMap<>();
        private final StringBuilder program = new StringBuilder();
        private String[] head = {};
        private String outcome = "";

        void line(String line) {
            if (line.startsWith("packet ")) {
                String[] words = line.split(" ", -1);
                packets.put(words[1], bytes(words[2]));
            } else if (line.startsWith("case ")) {
                finish();
                head = line.split(" ", -1);
            } else if (line.startsWith("=")) {
                outcome = line.substring(1).strip();
            } else if (line.startsWith(" ")) {
                program.append(line).append('\n');
            }
        }

        private byte[] bytes(String word) {
            if (word.startsWith("zeros*")) {
                return new byte[Integer.parseInt(word.substring("zeros*".length()))];
            }
            int plus = word.indexOf('+');
            if (plus >= 0) {
                byte[] base = packet(word.substring(0, plus));
                return Arrays.copyOf(base, base.length + Integer.parseInt(word.substring(plus + 1)));
            }
            return HexFormat.of().parseHex(word);
        }

        private byte[] packet(String name) {
            return Objects.requireNonNull(packets.get(name), name);
        }

        void finish() {
            if (head.length > 0) {
                ProgramType type = ProgramType.valueOf(head[2]);
                cases.add(new PacketCase(head[1], type, input(type), program.toString(), outcome));
                program.setLength(0);
                outcome = "";
            }
        }

        private TestInput input(ProgramType type) {
            TestInput input = TestInput.packet(packet(head[3]));
            for (String option : Arrays.asList(head).subList(4, head.length)) {
                String value = option.substring(option.indexOf('=') + 1);
                input = switch (option.substring(0, option.indexOf('='))) {
                    case "context" -> input.withContext(context(layout(type), value));
                    case "repeat" -> input.withRepeat(Integer.parseInt(value));
                    case "flags" -> new TestInput(input.data(), input.context(), input.repeat(),
                            Integer.parseInt(value), input.cpu());
                    case "cpu" -> new TestInput(input.data(), input.context(), input.repeat(), input.flags(),
                            Integer.parseInt(value));
                    default -> throw new IllegalArgumentException(option);
                };
            }
            return input;
        }

        private static byte[] context(ContextLayout layout, String fields) {
            int longer = fields.startsWith("longer") ? 8 : 0;
            ByteBuffer bytes = ByteBuffer.allocate(layout.size() + longer).order(ByteOrder.nativeOrder());
            for (String field : fields.split(",", -1)) {
                String[] words = field.split(":", -1);
                if (words.length == 2) {
                    long value = Long.decode(words[1]);
                    if (words[0].equals("longer")) {
                        bytes.putLong(layout.size(), value);
                        continue;
                    }
                    ContextField place = layout.named(words[0]).orElseThrow();
                    if (place.unit() == 4) {
                        bytes.putInt(place.offset(), (int) value);
                    } else if (place.unit() == 8) {
                        bytes.putLong(place.offset(), value);
                    } else {
                        bytes.put(place.offset(), (byte) value);
                    }
                }
            }
            return bytes.array();
        }
    }
}
