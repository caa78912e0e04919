package dev.osmia.verifier.internal.explain;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ExpressionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            if (eth->h_proto == x)         | h_proto | eth->h_proto
            return a.b->c[i + 1].d;        | c       | a.b->c[i + 1]
            return data[12] == 8;          | data    | data[12]
            return table->entries[i];      | table   | table->entries[i]
            f(x)->y = 1;                   | y       | f(x)->y
            *count += 1;                   | +=      | *count += 1
            bpf_printk("x (%d)", f(1));    | bpf     | bpf_printk("x (%d)", f(1))
            return sk->mark;               | return  | return sk->mark
            if (x) {                       | if      | if (x)
            return *count > *limit;        | *count  | *count
            return *(int *)(data + 1) == 1 | *(int   | *(int *)(data + 1)
            x = ((int *)words)[i & 3];     | ((int   | ((int *)words)[i & 3]
            """)
    void theExpressionAroundAColumnIsFound(String line, String at, String expression) {
        assertThat(Expression.at(line, line.indexOf(at))).isEqualTo(expression);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            int *x = f(&map, 1);           | f(      | x
            void *d = (void *)(long)c->d;  | d;      | d
            char *b = data + c->queue;     | +       | b
            char *b = data + n * 2;        | +       | none
            int y = f(1) + 2;              | f(      | none
            if (x == f(1))                 | f(      | none
            return f(1);                   | f(      | none
            """)
    void variablesAreNamedThatALineGivesAValueTo(String line, String at, @Nullable String variable) {
        assertThat(Expression.assigned(line, line.indexOf(at))).isEqualTo(variable);
    }

    @Test
    void argumentsOfCallsAreTakenApart() {
        assertThat(Expression.arguments("f(a, g(b, c), d[1])", "f")).containsExactly("a", "g(b, c)", "d[1]");
        assertThat(Expression.arguments("f(a,", "f")).isEmpty();
        assertThat(Expression.arguments("g(a)", "f")).isEmpty();
    }
}
