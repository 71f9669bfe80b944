package dev.sluice.processing.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Values of CloudEvents attributes in HTTP headers: percent-encoded where they have other characters than printable ASCII (HTTP
 * protocol binding 1.0.2, section 3.1.3.2).
 */
final class CloudEventHeaders {

    private static final String HEX = "0123456789ABCDEF";

    private CloudEventHeaders() {}

    static String encode(String value) {
        if (value.chars().allMatch(CloudEventHeaders::isPlain)) {
            return value;
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : value.getBytes(UTF_8)) {
            int code = b & 0xFF;
            if (isPlain(code)) {
                encoded.append((char) code);
            } else {
                encoded.append('%').append(HEX.charAt(code >> 4)).append(HEX.charAt(code & 15));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '%';
    }

    /** Decodes a value. A percent sign that two hexadecimal digits do not follow stands for itself. */
    static String decode(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); ) {
            int high = value.charAt(i) == '%' && i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(value.charAt(i + 2), 16);
            if (low < 0) {
                int end = value.offsetByCodePoints(i, 1);
                bytes.writeBytes(value.substring(i, end).getBytes(UTF_8));
                i = end;
            } else {
                bytes.write((high << 4) | low);
                i += 3;
            }
        }
        return bytes.toString(UTF_8);
    }
}
