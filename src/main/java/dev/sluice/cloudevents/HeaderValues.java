package dev.sluice.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/** The encoding of attribute values in HTTP headers (HTTP Protocol Binding for CloudEvents 1.0.2, section 3.1.3.2). */
final class HeaderValues {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HeaderValues() {}

    /** A header's value is not valid. The message is a predicate, like the detail of an {@link AttributeFault}. */
    static final class InvalidHeaderException extends Exception {

        private static final long serialVersionUID = 1L;

        private InvalidHeaderException(String detail) {
            super(detail, null, false, false);
        }
    }

    /** Percent-encodes spaces, double quotes, percent signs, and all that is not printable ASCII. */
    static String encode(String value) {
        StringBuilder header = new StringBuilder(value.length());
        for (byte b : value.getBytes(UTF_8)) {
            if (b > ' ' && b <= '~' && b != '"' && b != '%') {
                header.append((char) b);
            } else {
                header.append('%').append(HEX.toHexDigits(b));
            }
        }
        return header.toString();
    }

    /**
     * Removes double quotes, which senders of earlier versions use, then decodes percent-encoded bytes once.
     *
     * @throws InvalidHeaderException if quotes, escapes or UTF-8 are invalid
     */
    static String decode(String header) throws InvalidHeaderException {
        String text = header.indexOf('"') < 0 ? header : unquote(header);
        if (text.indexOf('%') < 0 && text.chars().allMatch(HeaderValues::isPlain)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isPlain(c)) {
                throw new InvalidHeaderException("must be percent-encoded, since it is not ASCII");
            }
            if (c == '%') {
                bytes.write(escaped(text, i));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidHeaderException("must be percent-encoded UTF-8");
        }
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c <= '~';
    }

    private static int escaped(String text, int percent) throws InvalidHeaderException {
        if (percent + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(percent + 1))
                && HexFormat.isHexDigit(text.charAt(percent + 2))) {
            return HexFormat.fromHexDigits(text, percent + 1, percent + 3);
        }
        throw new InvalidHeaderException("must have two hexadecimal digits after each percent sign; encode % as %25");
    }

    /** Removes the quotes of quoted strings and their escapes (RFC 7230, section 3.2.6). */
    private static String unquote(String header) throws InvalidHeaderException {
        StringBuilder text = new StringBuilder(header.length());
        boolean isQuoted = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == '\\' && isQuoted && i + 1 < header.length()) {
                text.append(header.charAt(++i));
            } else {
                text.append(c);
            }
        }
        if (isQuoted) {
            throw new InvalidHeaderException("must end each quoted string; encode \" as %22");
        }
        return text.toString();
    }
}
