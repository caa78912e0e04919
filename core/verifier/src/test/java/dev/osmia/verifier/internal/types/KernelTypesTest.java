package dev.osmia.verifier.internal.types;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import org.junit.jupiter.api.Test;

import java.util.List;

import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class KernelTypesTest {
    private final Types types = new Types();

    @Test
    void typesAreFoundByNameAndKind() {
        int number = types.number("file", 4);
        int struct = types.struct("file", 0);
        types.struct("file", 8);
        KernelTypes kernel = KernelTypes.of(types.build());
        assertThat(kernel.find("file", BtfKind.STRUCT)).contains(new KernelTypes.Found(kernel.kernel(), struct));
        assertThat(kernel.find("file", BtfKind.INT)).contains(new KernelTypes.Found(kernel.kernel(), number));
        assertThat(kernel.find("file", BtfKind.UNION)).isEmpty();
    }

    @Test
    void theKernelIsAskedBeforeItsModules() {
        int number = types.number("int", 4);
        Btf base = types.build();
        Types first = new Types(BtfBuilder.split(base));
        first.number("int", 4);
        Types second = new Types(BtfBuilder.split(base));
        int own = second.struct("own", 0);
        KernelTypes kernel = new KernelTypes(base, List.of(first.build(), second.build()));
        assertThat(kernel.find("int", BtfKind.INT)).contains(new KernelTypes.Found(base, number));
        assertThat(kernel.find("own", BtfKind.STRUCT)).hasValueSatisfying(found -> {
            assertThat(found.id()).isEqualTo(own);
            assertThat(kernel.isModule(found.btf())).isTrue();
        });
        assertThat(kernel.isModule(base)).isFalse();
    }

    @Test
    void contextsAreThoseThatTheKernelListsForItself() {
        int context = types.struct("xdp_md", 0);
        int buffer = types.struct("xdp_buff", 0);
        types.struct("bpf_ctx_convert", 8, member("BPF_PROG_TYPE_XDP_prog", context, 0),
                member("BPF_PROG_TYPE_XDP_kern", buffer, 0));
        KernelTypes kernel = KernelTypes.of(types.build());
        assertThat(kernel.programContext(ProgramType.XDP)).isEqualTo(context);
        assertThat(kernel.kernelContext(ProgramType.XDP)).isEqualTo(buffer);
        assertThat(kernel.programContext(ProgramType.SK_MSG)).isZero();
    }

    @Test
    void theRunningKernelListsAContextForEveryProgramTypeThatItHas() {
        KernelTypes kernel = Linux.types();
        for (ProgramType type : List.of(ProgramType.XDP, ProgramType.SCHED_CLS, ProgramType.KPROBE,
                ProgramType.TRACING)) {
            assertThat(kernel.programContext(type)).as(type.linuxName()).isPositive();
        }
        assertThat(kernel.kernel().type(kernel.programContext(ProgramType.TRACING))).isInstanceOf(BtfType.Ptr.class);
    }
}
