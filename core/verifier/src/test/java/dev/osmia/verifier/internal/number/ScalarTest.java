package dev.osmia.verifier.internal.number;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScalarTest {
    private static final Scalar BYTE = Scalar.UNKNOWN.truncated(1);

    @Test
    void whatIsNotKnownIsNotPrinted() {
        assertThat(Scalar.UNKNOWN.logText()).isEmpty();
        assertThat(Scalar.withBits(new Tnum(0, 0xff)).logText()).isEqualTo("var_off=(0x0; 0xff)");
    }

    @Test
    void equalBoundsOfTheSameSignArePrintedTogether() {
        assertThat(BYTE.logText()).isEqualTo("smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)");
        assertThat(BYTE.signExtended(1, false).logText()).isEqualTo("smin=smin32=-128,smax=smax32=127");
    }

    @Test
    void largeNumbersArePrintedInHexadecimalWithoutTheSignsOfTheLowHalf() {
        assertThat(Scalar.of(32767).logText()).isEqualTo("32767");
        assertThat(Scalar.of(32768).logText()).isEqualTo("0x8000");
        assertThat(Scalar.of(-32768).logText()).isEqualTo("-32768");
        assertThat(Scalar.of(-32769).logText()).isEqualTo("0xffffffffffff7fff");
        assertThat(Scalar.UNKNOWN.truncated(2).signExtended(2, false).apply(AluOp.MUL, false, Scalar.of(2)).logText())
                .startsWith(
                        "smin=0xffffffffffff0000,smax=smax32=0xfffe,umax=0xfffffffffffffffe,smin32=0xffff0000,umax32=0xfffffffe,");
    }

    @Test
    void aConstantIsKnownInEveryWay() {
        Scalar constant = Scalar.of(-2);
        assertThat(constant.isConstant() && constant.isConstant32()).isTrue();
        assertThat(constant.constant()).isEqualTo(-2);
        assertThat(constant.constant32()).isEqualTo(0xffff_fffeL);
        assertThat(constant.synced()).isEqualTo(constant);
        assertThat(constant.isConsistent()).isTrue();
    }

    @Test
    void constantsStayConstants() {
        long[] numbers = {0, 1, -1, 31, 63, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE,
                -77};
        for (long left : numbers) {
            for (long right : numbers) {
                for (AluOp op : new AluOp[]{AluOp.ADD, AluOp.SUB, AluOp.MUL, AluOp.AND, AluOp.OR, AluOp.XOR}) {
                    Scalar wide = Scalar.of(left).apply(op, false, Scalar.of(right));
                    Scalar low = Scalar.of(left).apply(op, true, Scalar.of(right));
                    assertThat(wide).isEqualTo(Scalar.of(wide.constant()));
                    assertThat(low).isEqualTo(Scalar.of(wide.constant32()));
                }
            }
        }
    }

    @Test
    void nothingIsKnownOfQuotientsAndOfShiftsThatAreNotKnownOrTooFar() {
        for (AluOp op : new AluOp[]{AluOp.DIV, AluOp.SDIV, AluOp.MOD, AluOp.SMOD}) {
            assertThat(Scalar.of(6).apply(op, true, Scalar.of(3))).isEqualTo(Scalar.UNKNOWN);
        }
        for (AluOp op : new AluOp[]{AluOp.LSH, AluOp.RSH, AluOp.ARSH}) {
            assertThat(Scalar.of(6).apply(op, true, Scalar.of(32))).isEqualTo(Scalar.UNKNOWN);
            assertThat(Scalar.of(6).apply(op, true, Scalar.of(1L << 32))).isEqualTo(Scalar.UNKNOWN);
            assertThat(Scalar.of(6).apply(op, false, Scalar.of(64))).isEqualTo(Scalar.UNKNOWN);
            assertThat(Scalar.of(6).apply(op, false, BYTE)).isEqualTo(Scalar.UNKNOWN);
        }
    }

    @Test
    void contradictionsAreToldInTheWordsOfLinux() {
        Scalar sign = Scalar.UNKNOWN.apply(AluOp.ARSH, false, Scalar.of(63));
        Scalar impossible = sign.refinedByItself(Condition.SLT, false, true);
        assertThat(impossible.isConsistent()).isFalse();
        assertThat(impossible.violationText())
                .isEqualTo("range bounds violation u64=[0x0, 0xffffffffffffffff] s64=[0x0, 0xffffffffffffffff]"
                        + " u32=[0x0, 0xffffffff] s32=[0xffffffff, 0x0] var_off=(0x0, 0xffffffffffffffff)");
        assertThat(impossible.unbounded()).isEqualTo(Scalar.UNKNOWN);
    }

    @Test
    void aConstantOutOfStepWithItsRangesIsAContradiction() {
        assertThat(Scalar.withBits(Tnum.of(3)).violationText())
                .startsWith("const tnum out of sync with range bounds u64=[0x0, 0xffffffffffffffff]");
        assertThat(Scalar.withBits(new Tnum(3, -1L << 32)).violationText())
                .startsWith("const subreg tnum out of sync with range bounds u64=");
    }

    @Test
    void oneNumberIncludesAnotherIfItsBitsAndAllItsRangesDo() {
        assertThat(Scalar.UNKNOWN.includes(BYTE)).isTrue();
        assertThat(BYTE.includes(Scalar.UNKNOWN)).isFalse();
        assertThat(BYTE.includes(BYTE)).isTrue();
        assertThat(BYTE.includes(Scalar.of(255))).isTrue();
        assertThat(BYTE.includes(Scalar.of(256))).isFalse();
        Scalar even = BYTE.apply(AluOp.AND, false, Scalar.of(-2));
        assertThat(even.includes(Scalar.of(7))).isFalse();
        Scalar small = Scalar.refine(Condition.LT, false, BYTE, Scalar.of(10), true).left();
        assertThat(small.includes(Scalar.of(10))).isFalse();
        assertThat(small.includes(Scalar.of(9))).isTrue();
    }

    @Test
    void aSignThatIsSpreadIsZeroOrMinusOne() {
        Scalar wide = Scalar.UNKNOWN.apply(AluOp.ARSH, false, Scalar.of(63));
        assertThat(wide.isMinusOneOrZero()).isTrue();
        assertThat(wide.takenAs(-1)).isEqualTo(Scalar.of(-1));
        Scalar low = Scalar.UNKNOWN.apply(AluOp.ARSH, true, Scalar.of(31));
        assertThat(low.isMinusOneOrZero()).isTrue();
        assertThat(low.takenAs(0).isConstant()).isTrue();
        assertThat(low.takenAs(0).constant()).isZero();
        assertThat(low.takenAs(-1).constant()).isEqualTo(0xffff_ffffL);
        assertThat(BYTE.isMinusOneOrZero()).isFalse();
    }
}
