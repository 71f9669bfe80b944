package dev.sluice.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** A generator of random changes to valid JSON documents. */
final class RandomJson {

    private static final List<String> INSERTS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "null",
            "-0",
            "-0.0",
            "1e999999999",
            "1e99999999999999",
            "-1e-99999999999999",
            "9".repeat(99),
            "9".repeat(200),
            "0." + "0".repeat(97) + "1",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"١٢٣\"",
            "\"2026-02-30\"",
            "\"1e2\"",
            "\"NaN\"",
            "\"P1Y\"",
            "{\"long\":1}",
            "{\"id\":\"1\",\"id\":\"2\"},",
            "[".repeat(200),
            "{\"a\":".repeat(200),
            "\u0000",
            "\uFEFF",
            "\u00C3\u0028");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "1",
            "-1",
            "1.0",
            "1e2",
            "1.5",
            "0.001",
            "86399999",
            "86400000",
            "2147483647",
            "2147483648",
            "-2147483649",
            "86400000000",
            "9223372036854775807",
            "9223372036854775808",
            "1000000000000000000",
            "1" + "0".repeat(38),
            "34028235" + "0".repeat(31),
            "34028236" + "0".repeat(31),
            "12345678901234567890123456789",
            "\"\"",
            "\"text\"",
            "\"1\"",
            "\"-0\"",
            "\"+1\"",
            "\"01\"",
            "\"1e2\"",
            "\"1.0\"",
            "\"1.\"",
            "\".5\"",
            "\"1.5\"",
            "\"0.50\"",
            "\" 1\"",
            "\"1\\n\"",
            "\"١٢\"",
            "\"123456789012345678901234567890123456789012345\"",
            "\"NaN\"",
            "\"-Infinity\"",
            "\"A\"",
            "\"AA\"",
            "\"AA=\"",
            "\"AA==\"",
            "\"AAA\"",
            "\"AAA=\"",
            "\"AAAA\"",
            "\"A A=\"",
            "\"AA-_\"",
            "\"AAAAAAAAAAAAAAAA\"",
            "\"2026-11-23\"",
            "\"+2026-11-23\"",
            "\"2026-13-01\"",
            "\"12026-11-23\"",
            "\"05:00\"",
            "\"05:00:00.123\"",
            "\"05:00:00.123456\"",
            "\"05:00:00.1234567890\"",
            "\"05:00:00.1230000000000\"",
            "\"24:00:00\"",
            "\"23:59:60\"",
            "\"2026-11-23T05:00:00Z\"",
            "\"2026-11-23t05:00z\"",
            "\"2026-11-23T05:00:00\"",
            "\"2026-11-23T05:00:00.123456789\"",
            "\"2026-11-23T05:00:00.123456789+23:59\"",
            "\"2026-11-23T05:00:00+24:00\"",
            "\"2026-11-23T05:00:00+0100\"",
            "\"2026-11-23T05:00:00,5Z\"",
            "\"2026-11-23 05:00:00Z\"",
            "\"P\"",
            "\"PT\"",
            "\"P1\"",
            "\"P1M\"",
            "\"P1Y2M3W4DT5H6M7.089S\"",
            "\"P1DT\"",
            "\"PT1.5H\"",
            "\"PT.5S\"",
            "\"PT1.0000S\"",
            "\"PT1.0001S\"",
            "\"P2D1M\"",
            "\"P-1D\"",
            "\"p1d\"",
            "\"0190163d-8694-739b-aea5-966c26f8ad91\"",
            "\"0190163D-8694-739B-AEA5-966C26F8AD91\"",
            "\"0190163d8694739baea5966c26f8ad91\"",
            "\"0190163d-8694-739b-aea5-966c26f8ad9g\"",
            "[]",
            "[1]",
            "{}",
            "{\"id\":\"x\"}",
            "{\"long\":1}",
            "{\"string\":\"x\"}",
            "{\"double\":\"NaN\"}",
            "{\"map\":{\"a\":null}}",
            "{\"long\":1,\"string\":\"x\"}");

    /** Keeps the text of numbers. */
    static final ObjectMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private RandomJson() {}

    /** Returns JSON with random changes to its bytes, which is usually invalid. */
    static byte[] broken(byte[] json, int changes, long seed) {
        Random random = new Random(seed);
        // One character per byte, so that the result can be any bytes.
        StringBuilder text = new StringBuilder(new String(json, ISO_8859_1));
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + 1 + random.nextInt(6));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, text.substring(at, to));
                case 2 -> text.insert(at, (char) random.nextInt(256));
                case 3 -> replaceValue(text, at, insert(random));
                default -> text.insert(at, insert(random));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static String insert(Random random) {
        return new String(INSERTS.get(random.nextInt(INSERTS.size())).getBytes(UTF_8), ISO_8859_1);
    }

    private static void replaceValue(StringBuilder text, int near, String value) {
        int start = text.indexOf(":", near);
        int end = start < 0 ? -1 : text.indexOf(",", start);
        if (end > 0) {
            text.replace(start + 1, end, value);
        }
    }

    /** Returns a document with some values replaced. */
    static JsonNode changed(JsonNode document, int changes, long seed) {
        Random random = new Random(seed);
        JsonNode changed = document;
        for (int i = 0; i < changes; i++) {
            changed = changedOnce(changed, random);
        }
        return changed;
    }

    private static JsonNode changedOnce(JsonNode node, Random random) {
        if (!node.isContainerNode() || node.isEmpty() || random.nextInt(8) == 0) {
            try {
                return EXACT.readTree(VALUES.get(random.nextInt(VALUES.size())));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        int which = random.nextInt(node.size());
        if (node instanceof ArrayNode array) {
            array.set(which, changedOnce(array.get(which), random));
        } else {
            ObjectNode object = (ObjectNode) node;
            String name = List.copyOf(object.properties()).get(which).getKey();
            switch (random.nextInt(10)) {
                case 0 -> object.remove(name);
                case 1 -> object.put("unknown", 1);
                default -> object.set(name, changedOnce(object.get(name), random));
            }
        }
        return node;
    }
}
