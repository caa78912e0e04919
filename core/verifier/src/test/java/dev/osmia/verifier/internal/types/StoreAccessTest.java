package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.StructOps;
import dev.osmia.abi.WritableFields;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType.Linkage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class StoreAccessTest {
    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int connection = types.struct("inet_connection_sock", 24,
            member("icsk_ca_priv", types.array(number, 4), 8));
    private final int tcp = types.struct("tcp_sock", 32, member("icsk", connection, 0), member("snd_cwnd", number, 24));
    private final int state = types.struct("bpf_dummy_ops_state", 4, member("val", number, 0));
    private final int tracked = types.struct("nf_conn", 8, member("mark", number, 4));
    private final int unfinished = types.struct("nf_conn___init", 8, member("mark", number, 4));

    @BeforeEach
    void addsFunctions() {
        types.function("bpf_tcp_ca_btf_struct_access", types.proto(number), Linkage.STATIC);
        types.function("bpf_dummy_ops_btf_struct_access", types.proto(number), Linkage.STATIC);
    }

    private Optional<Refused> refusal(@Nullable WritableFields fields, int type, int off, int size) {
        Btf btf = types.build();
        return StoreAccess.refusal(KernelTypes.of(btf), fields, btf, type, off, size);
    }

    private static WritableFields table(String name) {
        return WritableFields.of(StructOps.of(name)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"24 | 4 | ''", "8 | 8 | ''", "11 | 1 | ''",
            "24 | 8 | write access at off 24 with size 8 beyond the member of tcp_sock ended at 28",
            "20 | 8 | write access at off 20 with size 8 beyond the member of tcp_sock ended at 24",
            "25 | 1 | no write support to tcp_sock at off 25", "0 | 4 | no write support to tcp_sock at off 0"})
    void someMembersCanBeWritten(int off, int size, String message) {
        assertThat(refusal(table("tcp_congestion_ops"), tcp, off, size).map(Refused::message).orElse(""))
                .isEqualTo(message);
    }

    @Test
    void aWholeStructCanBeWritten() {
        WritableFields fields = table("bpf_dummy_ops");
        assertThat(refusal(fields, state, 2, 2)).isEmpty();
        assertThat(refusal(fields, state, 2, 4)).contains(refused("write access at off 2 with size 4"));
        assertThat(refusal(fields, tcp, 0, 4)).contains(refused("only access to bpf_dummy_ops_state is supported"));
    }

    @Test
    void nothingElseCanBeWritten() {
        assertThat(refusal(null, tcp, 24, 4)).contains(refused("only read is supported"));
        assertThat(refusal(table("tcp_congestion_ops"), state, 0, 4)).contains(refused("only read is supported"));
    }

    @Test
    void connectionsCanBeWrittenWhereTheKernelTracksThem() {
        WritableFields fields = WritableFields.of(ProgramType.XDP).orElseThrow();
        assertThat(refusal(fields, tracked, 4, 4)).contains(refused(""));
        types.function("_nf_conntrack_btf_struct_access", types.proto(number), Linkage.STATIC);
        assertThat(refusal(fields, tracked, 4, 4)).isEmpty();
        assertThat(refusal(fields, unfinished, 4, 4)).isEmpty();
        assertThat(refusal(fields, unfinished, 0, 4)).contains(refused("no write support to nf_conn at off 0"));
        assertThat(WritableFields.of(ProgramType.SOCKET_FILTER)).isEmpty();
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EACCES, message);
    }
}
