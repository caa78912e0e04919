package dev.osmia.btf;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The BTF of the running kernel, where there is one. */
class KernelBtfTest {
    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    @BeforeEach
    void needsKernelBtf() {
        assumeTrue(Files.isReadable(VMLINUX), "needs " + VMLINUX + ": a Linux kernel with CONFIG_DEBUG_INFO_BTF");
    }

    @Test
    void whatIsReadIsWrittenAsTheSameBytes() throws IOException {
        byte[] bytes = Files.readAllBytes(VMLINUX);
        assertThat(Btf.read(bytes).write(ByteOrder.nativeOrder())).isEqualTo(bytes);
    }

    @Test
    void whatIsDecodedIsEncodedAsTheSameBytes() throws IOException {
        byte[] bytes = Files.readAllBytes(VMLINUX);
        Btf copy = BtfBuilder.from(Btf.read(bytes)).build();
        assertThat(copy.write(ByteOrder.nativeOrder())).isEqualTo(bytes);
    }

    @Test
    void aTaskHasItsMembersAlsoThoseOfAnonymousStructs() throws IOException {
        Btf btf = Btf.read(Files.readAllBytes(VMLINUX));
        int task = btf.find("task_struct", BtfType.Struct.class).orElseThrow();
        assertThat(btf.member(task, "pid")).isPresent();
        int page = btf.find("page", BtfType.Struct.class).orElseThrow();
        assertThat(btf.member(page, "mapping").orElseThrow().parent()).isNotEqualTo(page);
    }
}
