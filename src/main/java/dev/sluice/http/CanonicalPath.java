package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Set;

/**
 * The spelling of a request's target. Each path has one spelling, so that the path rules of a proxy hold, and a segment
 * means what the client sent: Vert.x would normalize other spellings, and Quarkus REST would cut off matrix parameters.
 */
final class CanonicalPath {

    /** The paths of folders with static pages, which exist in dev only. */
    private static final Set<String> FOLDERS = Set.of("/q/swagger-ui/", "/q/dev-ui/");

    private static final String SUB_DELIMITERS_AND_REST = "!$&'()*+,=:@";

    private CanonicalPath() {}

    /** The kinds of spellings. */
    enum Spelling {
        CANONICAL,
        /**
         * Valid, but another spelling of a path, or a path that cannot exist: with an empty segment or one of dots, a matrix
         * parameter, or an encoded character that needs no encoding.
         */
        ALTERNATIVE,
        /** Not a valid URI, or not in UTF-8. */
        MALFORMED
    }

    /** Returns the spelling of a path. */
    static Spelling ofPath(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return Spelling.ALTERNATIVE;
        }
        int length = path.length();
        int segment = 1;
        boolean isAlternative = false;
        boolean isAscii = true;
        for (int i = 1; i < length; i++) {
            char c = path.charAt(i);
            if (c == '/') {
                isAlternative |= isEmptyOrDots(path, segment, i);
                segment = i + 1;
            } else if (c == '%') {
                int code = escaped(path, i);
                if (code < 0) {
                    return Spelling.MALFORMED;
                }
                isAlternative |= isUnreserved((char) code) || hasLowerCase(path, i);
                isAscii &= code < 0x80;
                i += 2;
            } else if (c == ';') {
                isAlternative = true;
            } else if (!isUnreserved(c) && SUB_DELIMITERS_AND_REST.indexOf(c) < 0) {
                return Spelling.MALFORMED;
            }
        }
        isAlternative |= length > 1 && isEmptyOrDots(path, segment, length) && !FOLDERS.contains(path);
        if (!isAscii && !isUtf8(path)) {
            return Spelling.MALFORMED;
        }
        return isAlternative ? Spelling.ALTERNATIVE : Spelling.CANONICAL;
    }

    /** Returns whether a query has valid escape sequences, text in UTF-8, and a name for each value. */
    static boolean isValidQuery(String query) {
        boolean isAscii = true;
        char previous = '&';
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c == '%') {
                int code = escaped(query, i);
                if (code < 0) {
                    return false;
                }
                isAscii &= code < 0x80;
                i += 2;
            } else if (c <= ' ' || c > '~' || (c == '=' && (previous == '&' || previous == ';'))) {
                return false;
            }
            previous = c;
        }
        return isAscii || isUtf8(query);
    }

    private static boolean isEmptyOrDots(String path, int from, int to) {
        return switch (to - from) {
            case 0 -> true;
            case 1 -> path.charAt(from) == '.';
            case 2 -> path.charAt(from) == '.' && path.charAt(from + 1) == '.';
            default -> false;
        };
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    /** Returns the byte that an escape sequence stands for, or a negative number if the sequence is invalid. */
    private static int escaped(String text, int percent) {
        if (percent + 2 >= text.length()) {
            return -1;
        }
        int high = hexDigit(text.charAt(percent + 1));
        int low = hexDigit(text.charAt(percent + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Unlike {@link Character#digit}, does not accept digits of other scripts. */
    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean hasLowerCase(String text, int percent) {
        return text.charAt(percent + 1) >= 'a' || text.charAt(percent + 2) >= 'a';
    }

    private static boolean isUtf8(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                bytes.write(escaped(text, i));
                i += 2;
            } else {
                bytes.write(text.charAt(i));
            }
        }
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
