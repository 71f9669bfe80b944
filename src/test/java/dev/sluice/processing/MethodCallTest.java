package dev.sluice.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MethodCallTest {

    private final MethodCall call = new MethodCall();

    @Test
    void doesNotStartOnceAbandoned() {
        // Given
        call.abandon();
        assertThat(call.hasStarted()).isFalse();
        assertThat(call.isHanging()).isTrue();

        // When
        boolean started = call.enter();

        // Then
        assertThat(started).isFalse();
        assertThat(call.isHanging()).isFalse();
    }

    @Test
    void interruptsOnlyTheThreadThatRunsTheMethod() {
        // Given
        call.enter();

        // When
        call.abandon();

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(call.isHanging()).isTrue();

        // When
        call.exit();
        call.abandon();

        // Then
        assertThat(Thread.interrupted()).isFalse();
        assertThat(call.isHanging()).isFalse();
    }

    @Test
    void cancelsAsynchronousResult() {
        // Given
        AtomicBoolean cancelled = new AtomicBoolean();
        call.enter();
        call.onAbandon(() -> cancelled.set(true));
        call.exit();

        // When
        call.abandon();

        // Then
        assertThat(cancelled).isTrue();
    }

    @Test
    void unwrapsFailureOfStage() {
        // When
        call.fail(new CompletionException(new IllegalStateException("the cause")));

        // Then
        assertThatThrownBy(call::await).isInstanceOf(ExecutionException.class).hasRootCauseMessage("the cause");
    }
}
