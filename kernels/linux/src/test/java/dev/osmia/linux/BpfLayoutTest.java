package dev.osmia.linux;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.NoSuchElementException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BpfLayoutTest {

    @ParameterizedTest
    @CsvSource({"MAP_CREATE, map_name, 28, 16", "MAP_CREATE, btf_fd, 48, 4", "MAP_CREATE, map_extra, 64, 8",
            "MAP_ELEMENT, key, 8, 8", "MAP_ELEMENT, flags, 24, 8", "MAP_BATCH, count, 32, 4",
            "MAP_BATCH, elem_flags, 40, 8", "BTF_LOAD, btf_size, 16, 4", "PROGRAM_LOAD, log_buf, 32, 8",
            "PROGRAM_LOAD, prog_name, 48, 16", "PROGRAM_LOAD, expected_attach_type, 68, 4",
            "PROGRAM_LOAD, func_info, 80, 8", "PROGRAM_LOAD, attach_btf_id, 108, 4", "PROGRAM_LOAD, fd_array, 120, 8",
            "PROGRAM_LOAD, log_true_size, 140, 4", "TEST_RUN, data_in, 16, 8", "TEST_RUN, ctx_in, 48, 8",
            "TEST_RUN, batch_size, 72, 4", "INFO_BY_FD, info, 8, 8", "MAP_INFO, name, 24, 16",
            "MAP_INFO, map_extra, 80, 8", "PROGRAM_INFO, name, 64, 16", "PROGRAM_INFO, run_time_ns, 192, 8",
            "PROGRAM_INFO, verified_insns, 216, 4"})
    void fieldsLieWhereTheHeaderOfLinuxPutsThem(BpfLayout layout, String field, int offset, int size) {
        assertThat(layout.field(field)).isEqualTo(new BpfLayout.Field(offset, size));
    }

    @Test
    void anUnknownFieldIsNamed() {
        assertThatThrownBy(() -> BpfLayout.MAP_CREATE.field("colour")).isInstanceOf(NoSuchElementException.class)
                .hasMessage("MAP_CREATE has no field colour");
    }
}
