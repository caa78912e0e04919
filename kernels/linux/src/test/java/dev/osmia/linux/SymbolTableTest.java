package dev.osmia.linux;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SymbolTableTest {
    @TempDir
    private Path folder;
    private SymbolTable symbols = new SymbolTable();

    @BeforeEach
    void list() throws IOException {
        Path list = folder.resolve("kallsyms");
        Files.writeString(list, """
                ffffffff81000000 T _text
                ffffffff81000040 t cleanup_module_notes
                0000000000000000 D hidden
                ffffffffc0000010 t cleanup	[driver]
                ffffffff81000080 T late_text
                ffffffff810000c0 T last""".stripIndent());
        symbols = new SymbolTable(list);
    }

    @Test
    void findsNamesAsAWhole() {
        assertThat(symbols.address("_text")).hasValue(0xffffffff81000000L);
        assertThat(symbols.address("late_text")).hasValue(0xffffffff81000080L);
        assertThat(symbols.has("text")).isFalse();
        assertThat(symbols.has("late")).isFalse();
    }

    @Test
    void findsThoseOfModulesAndTheLastOne() {
        assertThat(symbols.address("cleanup")).hasValue(0xffffffffc0000010L);
        assertThat(symbols.address("last")).hasValue(0xffffffff810000c0L);
        assertThat(symbols.has("[driver]")).isFalse();
    }

    @Test
    void tellsHiddenAddressesFromMissingSymbols() {
        assertThat(symbols.has("hidden")).isTrue();
        assertThat(symbols.address("hidden")).isEmpty();
        assertThat(symbols.has("missing")).isFalse();
        assertThat(symbols.address("missing")).isEmpty();
    }

    @Test
    void saysWhatItCouldNotRead() {
        SymbolTable nowhere = new SymbolTable(folder.resolve("none"));

        assertThatThrownBy(() -> nowhere.has("_text")).isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read the kernel's symbols from " + folder.resolve("none"));
    }
}
