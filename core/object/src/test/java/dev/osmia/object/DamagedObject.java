package dev.osmia.object;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A compiled object in which chosen places hold chosen values: a word of a section (instructions, relocations, symbols,
 * types, data), a field of a section's header, a section that is shorter or longer than it was.
 */
final class DamagedObject {
    private static final String[] FIXTURES = Fixtures.names().toArray(String[]::new);
    private static final int MOST_DAMAGES = 6;
    private static final int MOST_GROWTH = 64;
    private static final long[] ODD = {0, 1, 2, 3, 4, 7, 8, 16, 24, 0x18, 0x55, 0x7f, 0x80, 0x85, 0xff, 0x100, 0x7fff,
            0x8000, 0xff00,
            0xffff, 0x1_0000, 1 << 24, 0x7fff_fff8, 0x7fff_ffff, 0x8000_0000L, 0xffff_fff8L, 0xffff_ffffL,
            0x1_0000_0000L, Long.MAX_VALUE - 7, Long.MAX_VALUE, Long.MIN_VALUE, -8, -1};
    /** Where the fields of a section header lie: name, type, flags, offset, size, link, info, alignment, entry size. */
    private static final int[] FIELDS = {0, 4, 8, 24, 32, 40, 44, 48, 56};
    private static final List<Integer> WIDE_FIELDS = List.of(8, 24, 32, 48, 56);

    private final FuzzedDataProvider data;
    private final List<ElfSection> sections;
    private ByteBuffer file;

    private DamagedObject(FuzzedDataProvider data, byte[] bytes) {
        ElfFile elf = ElfFile.read("fixture", bytes);
        this.data = data;
        this.sections = elf.sections();
        this.file = ByteBuffer.wrap(bytes).order(elf.order());
    }

    static byte[] bytes(FuzzedDataProvider data) {
        DamagedObject object = new DamagedObject(data, Fixtures.bytes(data.pickValue(FIXTURES)));
        for (int damages = data.consumeInt(1, MOST_DAMAGES); damages > 0; damages--) {
            object.damage();
        }
        return object.file.array();
    }

    private void damage() {
        ElfSection section = sections.get(data.consumeInt(1, sections.size() - 1));
        switch (data.consumeInt(0, 7)) {
            case 0 -> changeHeader(section);
            case 1 -> resize(section);
            case 2 -> copyWithin(section);
            default -> changeWord(section);
        }
    }

    private void changeWord(ElfSection section) {
        int width = 1 << data.consumeInt(0, 3);
        if (section.hasBytes() && section.size() >= width) {
            int words = (int) section.size() / width;
            change((int) section.offset() + data.consumeInt(0, words - 1) * width, width);
        }
    }

    private void changeHeader(ElfSection section) {
        int field = data.pickValue(FIELDS);
        change(header(section) + field, WIDE_FIELDS.contains(field) ? Long.BYTES : Integer.BYTES);
    }

    private void change(int at, int width) {
        long old = switch (width) {
            case 1 -> file.get(at);
            case 2 -> file.getShort(at);
            case 4 -> file.getInt(at);
            default -> file.getLong(at);
        };
        long value = switch (data.consumeInt(0, 3)) {
            case 0 -> data.pickValue(ODD);
            case 1 -> old + data.consumeByte();
            case 2 -> old ^ 1L << data.consumeInt(0, width * Byte.SIZE - 1);
            default -> data.consumeLong();
        };
        switch (width) {
            case 1 -> file.put(at, (byte) value);
            case 2 -> file.putShort(at, (short) value);
            case 4 -> file.putInt(at, (int) value);
            default -> file.putLong(at, value);
        }
    }

    /** Moves a section to the end of the file, cut off or followed by more of its kind. */
    private void resize(ElfSection section) {
        if (section.hasBytes()) {
            int start = (int) section.offset();
            byte[] old = Arrays.copyOfRange(file.array(), start, start + (int) section.size());
            int cut = data.consumeInt(0, old.length);
            byte[] more = data.consumeBytes(MOST_GROWTH);
            byte[] content = Arrays.copyOf(old, old.length - cut + more.length);
            System.arraycopy(more, 0, content, old.length - cut, more.length);
            int end = (file.limit() + 7) / 8 * 8;
            ByteBuffer grown = ByteBuffer.wrap(Arrays.copyOf(file.array(), end + content.length)).order(file.order());
            System.arraycopy(content, 0, grown.array(), end, content.length);
            grown.putLong(header(section) + 24, end).putLong(header(section) + 32, content.length);
            file = grown;
        }
    }

    /** Puts some words of a section over others: an entry twice, or at another's place. */
    private void copyWithin(ElfSection section) {
        int words = (int) section.size() / 4;
        if (section.hasBytes() && words > 0) {
            int count = data.consumeInt(1, Math.min(words, 8));
            int from = (int) section.offset() + 4 * data.consumeInt(0, words - count);
            int to = (int) section.offset() + 4 * data.consumeInt(0, words - count);
            System.arraycopy(file.array(), from, file.array(), to, 4 * count);
        }
    }

    private int header(ElfSection section) {
        return (int) file.getLong(40) + section.index() * Elf.SECTION_HEADER_BYTES;
    }
}
