package dev.sluice.ingress;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testing.Domain;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Generates malformed and extreme HTTP requests, each from a seed, so that a failure can be reproduced. */
final class HostileRequest {

    private static final List<String> EVENT_MEDIA_TYPES = List.of(
            "application/json",
            "application/json",
            "application/x-ndjson",
            "avro/binary",
            "application/vnd.apache.avro+json",
            "application/cloudevents+json",
            "application/cloudevents-batch+json");
    private static final List<String> MEDIA_TYPES =
            List.of("application/json; charset=utf-16", "application/json;;;", "text/plain", "application/", ";;;");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e999999999",
            "1e-999999999",
            "9".repeat(5000),
            "\"\\ud800\"",
            "\"\\u0000\"",
            "[]",
            "{}",
            "\"" + "x".repeat(70_000) + "\"",
            "01",
            "+1",
            ".5",
            "NaN",
            "'x'",
            "//",
            "\"2026-13-45T99:99:99Z\"");

    private final Domain domain;
    private final String created;
    private final List<String> events;
    private final List<String> targets;
    private final Random random;

    HostileRequest(Domain domain, long seed) {
        this.domain = domain;
        created = domain.type("created");
        events = List.of("/events/" + created, "/events", "/events?atomic=true");
        targets = List.of(
                "/events/",
                "/events/%00",
                "/events/..%2f..%2fq",
                "/events/" + created + ";x=1",
                "/events/" + created + "?atomic=%ff",
                "/event-types/" + created,
                "/events/100%",
                "//events",
                "/events?atomic=%",
                "/events/" + "x".repeat(3000),
                "/events/" + "x".repeat(30_000));
        random = new Random(seed);
    }

    /** Returns the bytes of the request. The client closes its side of the connection after it has sent them. */
    byte[] bytes() {
        byte[] body = body();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String head = mostly("POST", List.of("PUT", "GET", "OPTIONS", "BREW")) + " " + mostly(one(events), targets)
                + " "
                + mostly("HTTP/1.1", List.of("HTTP/1.0", "HTTP/1.2", "HTTP/9", "FTP/1.1", "")) + "\r\nHost: sluice\r\n"
                + "Content-Type: " + mostly(one(EVENT_MEDIA_TYPES), MEDIA_TYPES) + "\r\n" + header();
        request.writeBytes(head.getBytes(ISO_8859_1));
        switch (random.nextInt(8)) {
            case 0 -> chunked(request, body);
            case 1 -> length(request, body, body.length + 1 + random.nextInt(1000));
            case 2 -> length(request, body, random.nextInt(body.length + 1));
            case 3 -> length(request, body, -1);
            default -> length(request, body, body.length);
        }
        byte[] bytes = request.toByteArray();
        if (random.nextInt(10) == 0) {
            flipBits(bytes);
        }
        return bytes;
    }

    private static void length(ByteArrayOutputStream request, byte[] body, int length) {
        request.writeBytes(("Content-Length: " + length + "\r\n\r\n").getBytes(ISO_8859_1));
        request.writeBytes(body);
    }

    private void chunked(ByteArrayOutputStream request, byte[] body) {
        request.writeBytes("Transfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
        int position = 0;
        while (position < body.length) {
            int size = Math.min(body.length - position, 1 + random.nextInt(2000));
            String claimed = random.nextInt(50) == 0 ? "ffffffffff" : Integer.toHexString(size);
            request.writeBytes((claimed + "\r\n").getBytes(ISO_8859_1));
            request.write(body, position, size);
            request.writeBytes("\r\n".getBytes(ISO_8859_1));
            position += size;
        }
        request.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
    }

    private String header() {
        return switch (random.nextInt(12)) {
            case 0 -> "Expect: 100-continue\r\n";
            case 1 -> "X: " + "x".repeat(random.nextInt(20_000)) + "\r\n";
            case 2 -> "X: x\r\n".repeat(random.nextInt(500));
            case 3 -> "Content-Length: 5\r\n";
            case 4 -> "Transfer-Encoding: gzip, chunked\r\n";
            case 5 -> "Content-Encoding: gzip\r\n";
            case 6 -> "Idempotency-Key: " + "k".repeat(random.nextInt(600)) + "\r\n";
            case 7 -> "Authorization: Bearer " + "a.".repeat(random.nextInt(2000)) + "\r\n";
            case 8 -> "Accept: text/html;q=x\r\n";
            case 9 -> "ce-type: " + created + "\r\nce-specversion: 1.0\r\nce-source: /s\r\n" + attributes();
            default -> "";
        };
    }

    /** Returns headers of a CloudEvent in binary mode. */
    private String attributes() {
        return switch (random.nextInt(6)) {
            case 0 -> "ce-id: %" + "ff".repeat(random.nextInt(500)) + "\r\n";
            case 1 -> "ce-id: \"" + "\\".repeat(random.nextInt(5)) + "\r\nce-: x\r\nCE-ID: 1\r\n";
            case 2 -> "ce-x: x\r\n".repeat(random.nextInt(500));
            case 3 -> "ce-" + "x".repeat(random.nextInt(10_000)) + ": x\r\nce-time: " + random.nextInt() + "\r\n";
            default -> "ce-id: " + random.nextInt() + "\r\n";
        };
    }

    private byte[] body() {
        String event = domain.created("parcel-" + random.nextInt(), "hostile");
        return switch (random.nextInt(14)) {
            case 0 -> new byte[0];
            case 1 -> random(random.nextInt(5000));
            case 2 -> event.substring(0, random.nextInt(event.length())).getBytes(UTF_8);
            case 3 -> event.getBytes(UTF_16);
            case 4 -> ("\ufeff" + event).getBytes(UTF_8);
            case 5 ->
                one(List.of("[", "{\"a\":", "{\"items\":["))
                        .repeat(random.nextInt(50_000))
                        .getBytes(UTF_8);
            case 6 -> replaced(event).getBytes(UTF_8);
            case 7 -> replaced(event(created, event) + "\n").getBytes(UTF_8);
            case 8 -> batch(replaced(event(created, event))).getBytes(UTF_8);
            case 9 -> "[0,\n".repeat(random.nextInt(5000)).getBytes(UTF_8);
            case 10 -> flipBits(event.getBytes(UTF_8));
            case 11 -> replaced(cloudEvent(event)).getBytes(UTF_8);
            case 12 -> batch(replaced(cloudEvent(event)), cloudEvent(event)).getBytes(UTF_8);
            default -> random.nextInt(20) == 0 ? new byte[3_000_000] : event.getBytes(UTF_8);
        };
    }

    private String cloudEvent(String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + random.nextInt() + "\",\"source\":\"/s\",\"type\":\"" + created
                + "\",\"ext\":1,\"data\":" + data + "}";
    }

    /** Replaces one value or one name with another value. */
    private String replaced(String json) {
        String[] parts = json.split("(?<=[:,])");
        parts[random.nextInt(parts.length)] = one(VALUES) + one(List.of(",", ":", "", "}"));
        return String.join("", parts);
    }

    private byte[] flipBits(byte[] bytes) {
        for (int i = random.nextInt(10); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String mostly(String usual, List<String> others) {
        return random.nextInt(15) == 0 ? one(others) : usual;
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
