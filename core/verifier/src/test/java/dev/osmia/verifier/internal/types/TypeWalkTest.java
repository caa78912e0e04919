package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

import static dev.osmia.verifier.internal.types.Types.member;
import static org.assertj.core.api.Assertions.assertThat;

class TypeWalkTest {
    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int inner = types.struct("inner", 8, member("a", number, 0), member("b", number, 4));
    private final int pointer = types.pointer(inner);

    private TypeAccess access(int type, int off, int size) {
        return TypeWalk.access(types.build(), type, off, size);
    }

    private TypeAccess.ObjectPointer toInner(String field, PointerFlag... flags) {
        return new TypeAccess.ObjectPointer(inner, Set.of(flags), field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "12 | 8 | EACCES | access beyond struct outer at off 12 size 8",
            "10 | 4 | EACCES | cannot access ptr member p with moff 8 in struct outer with off 10 size 4",
            "8  | 4 | EACCES | cannot access ptr member p with moff 8 in struct outer with off 8 size 4",
            "2  | 4 | EACCES | access beyond the end of member x (mend:4) in struct outer with off 2 size 4",
            "4  | 4 | EINVAL | struct outer doesn't have field at offset 4"})
    void whatNoMemberHoldsIsRefusedInLinuxWords(int off, int size, Errno errno, String message) {
        int outer = types.struct("outer", 16, member("x", number, 0), member("p", pointer, 8));
        assertThat(access(outer, off, size)).isEqualTo(new Refused(errno, message));
    }

    @Test
    void messagesNameTheInnermostStruct() {
        int outer = types.struct("outer", 32, member("s", types.struct("", 16, member("x", number, 0)), 16));
        assertThat(access(outer, 24, 4))
                .isEqualTo(new Refused(Errno.EINVAL, "struct (anon) doesn't have field at offset 8"));
    }

    @Test
    void whatIsNoStructIsSaidToBeNone() {
        assertThat(access(number, 0, 4)).isEqualTo(new Refused(Errno.EINVAL, "Type 'int' is not a struct"));
    }

    @Test
    void pointersBearTheTagOfWhatTheyPointTo() {
        int outer = types.struct("outer", 40, member("plain", pointer, 0),
                member("user", types.pointer(types.tag("user", inner)), 8),
                member("percpu", types.pointer(types.tag("percpu", inner)), 16),
                member("rcu", types.pointer(types.tag("rcu", types.add(new BtfType.Const(inner)))), 24),
                member("hidden", types.pointer(types.add(new BtfType.Const(types.tag("rcu", inner)))), 32));
        assertThat(access(outer, 0, 8)).isEqualTo(toInner("plain"));
        assertThat(access(outer, 8, 8)).isEqualTo(toInner("user", PointerFlag.USER));
        assertThat(access(outer, 16, 8)).isEqualTo(toInner("percpu", PointerFlag.PERCPU));
        assertThat(access(outer, 24, 8)).isEqualTo(toInner("rcu", PointerFlag.RCU));
        assertThat(access(outer, 32, 8)).isEqualTo(toInner("hidden"));
    }

    @Test
    void aTagThatIsAWholeAttributeSaysNothing() {
        int attribute = types.add(new BtfType.TypeTag("user", inner, true));
        int outer = types.struct("outer", 8, member("p", types.pointer(attribute), 0));
        assertThat(access(outer, 0, 8)).isEqualTo(toInner("p"));
    }

    @Test
    void pointersToWhatIsNoStructAreReadOnlyMemory() {
        int outer = types.struct("outer", 16, member("void", types.pointer(0), 0),
                member("number", types.pointer(number), 8));
        assertThat(access(outer, 0, 8)).isEqualTo(TypeAccess.MEMORY);
        assertThat(access(outer, 8, 8)).isEqualTo(TypeAccess.MEMORY);
    }

    @Test
    void behindAUnionOfSeveralMembersPointersAreUntrustedAndNumbersMayBeRead() {
        int union = types.union("u", 8, member("p", pointer, 0), member("n", number, 0));
        int outer = types.struct("outer", 24, member("first", number, 0), member("u", union, 8),
                member("single", types.union("v", 8, member("p", pointer, 0)), 16));
        assertThat(access(outer, 8, 8)).isEqualTo(toInner("p", PointerFlag.UNTRUSTED));
        assertThat(access(outer, 16, 8)).isEqualTo(toInner("p"));
        int numbers = types.union("w", 8, member("n", number, 0), member("m", number, 0));
        assertThat(access(types.struct("s", 8, member("w", numbers, 0)), 0, 8)).isEqualTo(TypeAccess.NUMBER);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, true", "0, 4, true", "0, 8, true", "1, 1, true", "1, 2, true", "2, 1, false", "0, 2, true"})
    void bitfieldsAreLoadedWhole(int off, int size, boolean isWhole) {
        int outer = types.add(new BtfType.Struct("bits", 8, true, List.of(new Member("low", number, 0, 3),
                new Member("high", number, 8, 5))));
        if (isWhole) {
            assertThat(access(outer, off, size)).isEqualTo(TypeAccess.NUMBER);
        } else {
            assertThat(access(outer, off, size)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void anArrayOfNumbersIsOneStretchOfMemory() {
        int outer = types.struct("outer", 16, member("cb", types.array(types.array(number, 2), 2), 0));
        assertThat(access(outer, 4, 8)).isEqualTo(TypeAccess.NUMBER);
        assertThat(access(outer, 2, 4)).isEqualTo(TypeAccess.NUMBER);
        assertThat(access(outer, 12, 8))
                .isEqualTo(new Refused(Errno.EACCES, "access beyond struct outer at off 12 size 8"));
    }

    @Test
    void anArrayOfStructsIsEnteredAtItsElement() {
        int outer = types.struct("outer", 32, member("all", types.array(types.array(pointer, 2), 2), 0));
        assertThat(access(outer, 24, 8)).isEqualTo(toInner("all"));
        assertThat(access(outer, 20, 8)).isEqualTo(new Refused(Errno.EACCES,
                "cannot access ptr member all with moff 16 in struct outer with off 20 size 8"));
    }

    @Test
    void behindTheEndFlexibleArraysGoOn() {
        int pair = types.struct("pair", 16, member("p", pointer, 0), member("n", number, 8));
        int structs = types.struct("structs", 8, member("n", number, 0), member("more", types.array(pair, 0), 8));
        int numbers = types.struct("numbers", 8, member("n", number, 0), member("more", types.array(number, 0), 8));
        assertThat(access(structs, 8 + 48, 8)).isEqualTo(toInner("p"));
        assertThat(access(structs, 8 + 48 + 8, 4)).isEqualTo(TypeAccess.NUMBER);
        assertThat(access(structs, 8 + 48 + 12, 4))
                .isEqualTo(new Refused(Errno.EINVAL, "struct pair doesn't have field at offset 12"));
        assertThat(access(numbers, 4000, 8)).isEqualTo(TypeAccess.NUMBER);
    }

    @Test
    void behindTheEndOfWhatAProgramAllocatedIsNothing() {
        int numbers = types.struct("numbers", 8, member("n", number, 0), member("more", types.array(number, 0), 8));
        assertThat(TypeWalk.accessAllocated(types.build(), numbers, 8, 4))
                .isEqualTo(new Refused(Errno.EACCES, "access beyond struct numbers at off 8 size 4"));
    }

    @Test
    void pointersInWhatAProgramAllocatedAreNumbers() {
        int outer = types.struct("outer", 8, member("p", pointer, 0));
        assertThat(TypeWalk.accessAllocated(types.build(), outer, 0, 8)).isEqualTo(TypeAccess.NUMBER);
    }

    @Test
    void typedefsAndModifiersStandForTheirStruct() {
        int alias = types.add(new BtfType.Typedef("alias", types.add(new BtfType.Const(inner))));
        int outer = types.struct("outer", 16, member("first", alias, 0), member("second", alias, 8));
        assertThat(access(types.add(new BtfType.Const(outer)), 12, 4)).isEqualTo(TypeAccess.NUMBER);
    }
}
