package dev.sluice.json;

/** Validates and measures UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {

    private Utf8() {}

    static boolean isValid(byte[] bytes, int start, int length) {
        int end = start + length;
        int i = start;
        while (i < end) {
            byte first = bytes[i];
            if (first >= 0) {
                i++;
                continue;
            }
            int more = first >= (byte) 0xC2 && first <= (byte) 0xDF ? 1 : (first & 0xF0) == 0xE0 ? 2 : 3;
            if ((more == 3 && (first < (byte) 0xF0 || first > (byte) 0xF4)) || i + more >= end) {
                return false;
            }
            for (int j = 1; j <= more; j++) {
                if ((bytes[i + j] & 0xC0) != 0x80) {
                    return false;
                }
            }
            int second = bytes[i + 1] & 0xFF;
            boolean invalid =
                    switch (first & 0xFF) {
                        case 0xE0 -> second < 0xA0;
                        case 0xED -> second > 0x9F;
                        case 0xF0 -> second < 0x90;
                        case 0xF4 -> second > 0x8F;
                        default -> false;
                    };
            if (invalid) {
                return false;
            }
            i += 1 + more;
        }
        return true;
    }

    /** Returns the number of bytes of a text in UTF-8; -1 if it contains an unpaired surrogate, which UTF-8 cannot represent. */
    static int length(char[] text, int from, int length) {
        int total = 0;
        for (int i = from; i < from + length; i++) {
            char c = text[i];
            if (c < 0x80) {
                total++;
            } else if (c < 0x800) {
                total += 2;
            } else if (!Character.isSurrogate(c)) {
                total += 3;
            } else if (Character.isHighSurrogate(c) && i + 1 < from + length && Character.isLowSurrogate(text[i + 1])) {
                total += 4;
                i++;
            } else {
                return -1;
            }
        }
        return total;
    }
}
