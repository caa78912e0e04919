package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfExt;
import dev.osmia.btf.BtfFormatException;
import dev.osmia.btf.BtfType;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfSymbol;
import dev.osmia.object.elf.ElfWriter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a specification as an object file: maps, then functions, then what describes them. */
public final class ObjectWriter {
    /** Far more than any license. */
    private static final int MAX_NAMED_BYTES = 1 << 16;

    private final ObjectSpec spec;
    private final ElfWriter elf;
    private final BtfBuilder types;

    private ObjectWriter(ObjectSpec spec) {
        this.spec = spec;
        this.elf = new ElfWriter(spec.order());
        Btf btf = spec.btf();
        this.types = btf == null ? new BtfBuilder(spec.order()) : BtfBuilder.from(btf);
    }

    /** The bytes of the file; see {@link ObjectSpec#write}. */
    public static byte[] write(ObjectSpec spec) {
        return new ObjectWriter(spec).write();
    }

    private byte[] write() {
        MapWriter maps = new MapWriter(spec, elf, types);
        CodeWriter code = new CodeWriter(spec, elf);
        code.layOut();
        maps.write();
        code.relocate(maps);
        maps.initialise(code.programSymbols());
        writeLicense();
        int version = spec.programs().values().stream().mapToInt(program -> program.kernelVersion()).max().orElse(0);
        if (version != 0) {
            writeNamed(SectionRole.VERSION, ByteBuffer.allocate(4).order(spec.order()).putInt(version).array());
        }
        BtfExt ext = code.debugInfo();
        boolean described = !ext.functions().isEmpty() || !ext.lines().isEmpty() || !ext.relocations().isEmpty();
        byte[] extBytes = described ? ext.write(types, spec.order()) : new byte[0];
        if (types.nextId() > 1) {
            elf.addSection(SectionRole.BTF, 0, typesBytes());
        }
        if (described) {
            elf.addSection(SectionRole.BTF_EXT, 0, extBytes);
        }
        return elf.write();
    }

    private byte[] typesBytes() {
        try {
            return types.build().write(spec.order());
        } catch (BtfFormatException e) {
            throw new IllegalArgumentException("types of " + spec.name() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void writeLicense() {
        boolean typed = spec.btf() != null
                && spec.btf().find(SectionRole.LICENSE, BtfType.DataSection.class).isPresent();
        if (typed || !spec.license().isEmpty()) {
            byte[] text = spec.license().getBytes(StandardCharsets.UTF_8);
            writeNamed(SectionRole.LICENSE, Arrays.copyOf(text, text.length + 1));
        }
    }

    /** Writes a section that BTF may list, whose variables then need their symbols. */
    private void writeNamed(String name, byte[] content) {
        Btf btf = spec.btf();
        int id = btf == null ? 0 : btf.find(name, BtfType.DataSection.class).orElse(0);
        if (btf == null || id == 0) {
            int section = elf.addSection(name, Elf.ALLOC | Elf.WRITE, content);
            elf.addSymbol("_" + name, ElfSymbol.Type.OBJECT, ElfSymbol.Binding.GLOBAL, section, 0, content.length);
            return;
        }
        BtfType.DataSection typed = (BtfType.DataSection) btf.type(id);
        if (typed.size() > MAX_NAMED_BYTES) {
            throw new IllegalArgumentException("section " + name + " of " + typed.size() + " bytes, expected at most "
                    + MAX_NAMED_BYTES);
        }
        byte[] padded = Arrays.copyOf(content, Math.max(content.length, typed.size()));
        int section = elf.addSection(name, Elf.ALLOC | Elf.WRITE, padded);
        for (BtfType.SectionEntry entry : typed.entries()) {
            elf.addSymbol(btf.name(entry.type()), ElfSymbol.Type.OBJECT, ElfSymbol.Binding.GLOBAL, section,
                    entry.offset(), entry.size());
        }
    }
}
