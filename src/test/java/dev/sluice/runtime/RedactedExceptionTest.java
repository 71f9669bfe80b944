package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.UnresolvedUnionException;
import org.junit.jupiter.api.Test;

class RedactedExceptionTest {

    private static String print(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void keepsClassesAndStacksWithoutMessages() {
        // Given
        Schema union = Schema.createUnion(List.of(Schema.create(Schema.Type.NULL)));
        var failure = new IllegalStateException(
                "{\"sku\":\"WIDGET-A\"}", new UnresolvedUnionException(union, "a sender's address"));
        assertThat(print(failure)).contains("WIDGET-A", "a sender's address");

        // When
        String logged = print(RedactedException.of(failure));

        // Then
        assertThat(logged)
                .contains(
                        IllegalStateException.class.getName(),
                        UnresolvedUnionException.class.getName(),
                        "at " + getClass().getName())
                .doesNotContain("WIDGET-A", "address");
    }

    @Test
    void endsCircularCauses() {
        // Given
        var failure = new IllegalStateException();
        failure.initCause(new IllegalArgumentException(failure));

        // When
        String logged = print(RedactedException.of(failure));

        // Then
        assertThat(logged).contains(IllegalArgumentException.class.getName());
    }
}
