package dev.osmia.object;

import dev.osmia.btf.Btf;

import static org.assertj.core.api.Assertions.assertThat;

/** What any bytes may be: an object that comes back from what it writes, or a refusal that says where. */
final class ObjectUse {
    private static final Btf KERNEL = Btf.read(Fixtures.file("relocation/kernel-moved.btf"));

    private ObjectUse() {
    }

    static void all(byte[] bytes) {
        ObjectSpec spec;
        try {
            spec = ObjectSpec.read("fuzz.o", bytes);
        } catch (ObjectFormatException e) {
            assertThat(e).hasMessageStartingWith("fuzz.o: ");
            assertThat(e.offset()).as(e.getMessage()).isNotNegative();
            assertThat(e.problem()).contains("expected").doesNotContain("\n");
            return;
        }
        relocate(spec);
        byte[] written;
        try {
            written = spec.write();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        ObjectSpec again = ObjectSpec.read("written.o", written);
        assertThat(again.programs()).hasSameSizeAs(spec.programs());
        spec.programs().forEach((name, program) -> {
            ProgramSpec copy = again.program(name);
            assertThat(copy.code()).as(name).isEqualTo(program.code());
            assertThat(copy.references()).as(name).isEqualTo(program.references());
            assertThat(copy.type()).as(name).isEqualTo(program.type());
        });
        assertThat(again.license()).isEqualTo(spec.license());
        assertThat(again.maps().keySet()).isEqualTo(spec.maps().keySet());
        assertThat(again.variables()).isEqualTo(spec.variables());
    }

    /** Against other types and against its own, which may be as strange as the object. */
    static void relocate(ObjectSpec spec) {
        relocate(spec, KERNEL);
        if (spec.btf() != null) {
            relocate(spec, spec.btf());
        }
    }

    private static void relocate(ObjectSpec spec, Btf kernel) {
        try {
            ObjectSpec relocated = TypeRelocator.against(kernel).relocate(spec);
            spec.programs()
                    .forEach((name, program) -> assertThat(relocated.program(name).code().slots())
                            .isEqualTo(program.code().slots()));
        } catch (ObjectFormatException e) {
            assertThat(e.offset()).as(e.getMessage()).isNotNegative();
            assertThat(e.problem()).contains("expected").doesNotContain("\n");
        } catch (TypeRelocationException e) {
            assertThat(e.problem()).isNotBlank();
        }
    }
}
