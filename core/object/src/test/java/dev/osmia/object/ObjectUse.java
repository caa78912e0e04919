package dev.osmia.object;

import static org.assertj.core.api.Assertions.assertThat;

/** What any bytes may be: an object that comes back from what it writes, or a refusal that says where. */
final class ObjectUse {
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
}
