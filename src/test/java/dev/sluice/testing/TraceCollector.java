package dev.sluice.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects the spans of the application under test over OTLP. Tests that use it have tracing enabled. */
public final class TraceCollector implements QuarkusTestResourceLifecycleManager {

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final PublishedSettings settings = new PublishedSettings();
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::receive);
        server.start();
        return settings.publish(Map.of(
                "quarkus.otel.exporter.otlp.endpoint",
                "http://localhost:" + server.getAddress().getPort(),
                "quarkus.otel.exporter.otlp.protocol",
                "http/protobuf",
                "quarkus.otel.bsp.schedule.delay",
                "100ms"));
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            byte[] response = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, response.length == 0 ? -1 : response.length);
            exchange.getResponseBody().write(response);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(TraceCollector.class));
    }

    @Override
    public void stop() {
        server.stop(0);
        settings.clear();
    }

    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Returns the spans of a trace. */
    public List<Span> spans(String traceId) {
        return spans.stream().filter(span -> traceId(span).equals(traceId)).toList();
    }

    /** Returns the spans with a link to a trace. */
    public List<Span> linkedTo(String traceId) {
        return spans.stream()
                .filter(span -> span.getLinksList().stream()
                        .anyMatch(link -> hex(link.getTraceId().toByteArray()).equals(traceId)))
                .toList();
    }

    /** Returns the direct children of a span. */
    public List<Span> childrenOf(Span parent) {
        return spans.stream()
                .filter(span -> span.getTraceId().equals(parent.getTraceId())
                        && span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }

    public static String traceId(Span span) {
        return hex(span.getTraceId().toByteArray());
    }

    public static String spanId(Span span) {
        return hex(span.getSpanId().toByteArray());
    }

    /** Returns the value of an attribute as text, null if it is not set. */
    public static String attribute(Span span, String name) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(name))
                .map(attribute -> attribute.getValue().hasIntValue()
                        ? Long.toString(attribute.getValue().getIntValue())
                        : attribute.getValue().getStringValue())
                .findFirst()
                .orElse(null);
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}
