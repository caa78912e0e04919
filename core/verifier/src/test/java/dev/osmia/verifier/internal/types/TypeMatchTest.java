package dev.osmia.verifier.internal.types;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class TypeMatchTest {
    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int common = types.struct("sock_common", 4, member("x", number, 0));
    private final int sock = types.struct("sock", 8, member("c", common, 0), member("d", common, 4));
    private final int connection = types.struct("inet_sock", 8, member("sk", sock, 0));

    private boolean fits(int type, int off, int needed) {
        Btf btf = types.build();
        return TypeMatch.fits(btf, type, off, btf, needed, false);
    }

    @Test
    void anObjectFitsForWhatItStartsWith() {
        assertThat(fits(connection, 0, connection)).isTrue();
        assertThat(fits(connection, 0, sock)).isTrue();
        assertThat(fits(connection, 0, common)).isTrue();
        assertThat(fits(sock, 0, connection)).isFalse();
    }

    @Test
    void anObjectFitsForWhatItHasAtTheOffset() {
        assertThat(fits(connection, 4, common)).isTrue();
        assertThat(fits(connection, 4, sock)).isFalse();
        assertThat(fits(connection, 2, common)).isFalse();
        assertThat(fits(connection, 8, common)).isFalse();
    }

    @Test
    void anObjectFitsForAnElementOfItsFlexibleArrayUnlessAProgramAllocatedIt() {
        int list = types.struct("list", 4, member("n", number, 0), member("all", types.array(sock, 0), 4));
        Btf btf = types.build();
        assertThat(TypeMatch.fits(btf, list, 4 + 8 + 4, btf, common, false)).isTrue();
        assertThat(TypeMatch.fits(btf, list, 4 + 8 + 4, btf, common, true)).isFalse();
    }

    @Test
    void modulesShareTheTypesOfTheirBaseAndNotTheirOwn() {
        Btf kernel = types.build();
        Types first = new Types(BtfBuilder.split(kernel));
        Types second = new Types(BtfBuilder.split(kernel));
        int own = first.number("own", 4);
        assertThat(second.number("own", 4)).isEqualTo(own);
        Btf one = first.build();
        Btf other = second.build();
        assertThat(TypeMatch.isSame(one, sock, other, sock)).isTrue();
        assertThat(TypeMatch.isSame(one, sock, kernel, sock)).isTrue();
        assertThat(TypeMatch.isSame(one, own, other, own)).isFalse();
        assertThat(TypeMatch.isSame(one, own, one, own)).isTrue();
        assertThat(TypeMatch.isSame(kernel, sock, kernel, common)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"nf_conn, nf_conn___init, true", "nf_conn___init, nf_conn, true", "nf_conn, nf_conn, false",
            "nf_conn___init, nf_conn___init, false", "nf_core, nf_conn___init, false", "nf_conn, nf_conn_____it, false",
            "a___init, a___init___init, false"})
    void whatIsNotSetUpYetIsNotTheSame(String one, String other, boolean isUnfinished) {
        int left = types.struct(one, 0);
        int right = types.struct(other, 0);
        Btf btf = types.build();
        assertThat(TypeMatch.isUnfinishedOf(btf, left, btf, right)).isEqualTo(isUnfinished);
    }

    @Test
    void functionsOfTheKernelTakeWhatFitsOrIsProjected() {
        int unfinished = types.struct("sock___init", 8, member("s", sock, 0));
        int buffer = types.struct("sk_buff", 0);
        int projection = types.struct("__sk_buff", 0);
        Btf btf = types.build();
        assertThat(TypeMatch.fitsKernelFunction(btf, connection, 0, btf, sock, false, false)).isTrue();
        assertThat(TypeMatch.fitsKernelFunction(btf, connection, 0, btf, sock, true, false)).isFalse();
        assertThat(TypeMatch.fitsKernelFunction(btf, sock, 0, btf, sock, true, false)).isTrue();
        assertThat(TypeMatch.fitsKernelFunction(btf, unfinished, 0, btf, sock, false, false)).isFalse();
        assertThat(TypeMatch.fitsKernelFunction(btf, buffer, 0, btf, projection, false, false)).isTrue();
    }

    @Test
    void contextsAreProjectionsOfTheKernelsStructs() {
        assertThat(TypeMatch.isProjectionOf("__sk_buff", "sk_buff")).isTrue();
        assertThat(TypeMatch.isProjectionOf("xdp_md", "xdp_buff")).isTrue();
        assertThat(TypeMatch.isProjectionOf("sk_buff", "__sk_buff")).isFalse();
        assertThat(TypeMatch.isProjectionOf("xdp_md", "sk_buff")).isFalse();
    }
}
