package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A duration as ISO 8601 text. Its Avro encoding is a fixed of three unsigned ints, each with its lowest byte first. */
final class DurationCodec extends ScalarCodec {

    /** Maximum length of the text in characters. */
    static final int MAX_LENGTH = 100;

    private static final String EXPECTED =
            "must be a duration such as P1M2DT3.004S, of at most 4294967295 months, days and milliseconds each";

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        DurationText value = DurationText.parse(parser.getText());
        if (value == null) {
            return EXPECTED;
        }
        out.writeLittleEndian(value.months(), Integer.BYTES);
        out.writeLittleEndian(value.days(), Integer.BYTES);
        out.writeLittleEndian(value.millis(), Integer.BYTES);
        return null;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        long months = in.readBits(Integer.BYTES);
        long days = in.readBits(Integer.BYTES);
        long millis = in.readBits(Integer.BYTES);
        if (out.isEnabled()) {
            out.writeString(new DurationText(months, days, millis).toString());
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return EXPECTED;
    }

    /**
     * A duration of months, days and milliseconds, with its text such as {@code P1M2DT3.004S} (ISO 8601, section 5.5.2.2).
     * Written text has these three units only. In text that is read, a year is 12 months, a week is 7 days, and an hour is
     * 3600 seconds, which is exact in all calendars.
     */
    private record DurationText(long months, long days, long millis) {

        /** Avro holds each unit in four bytes without a sign. */
        private static final long MAX = 0xFFFF_FFFFL;

        private static final String UNITS = "YMWDTHMS";
        private static final int TIME = UNITS.indexOf('T');
        private static final int SECONDS = UNITS.indexOf('S');
        private static final long[] FACTORS = {12, 1, 7, 1, 0, 3_600_000, 60_000, 1_000};

        /** Parses a text; null if it is not a valid duration, or a unit is out of range. */
        static @Nullable DurationText parse(String text) {
            int length = text.length();
            if (length < 3 || length > MAX_LENGTH || text.charAt(0) != 'P' || text.charAt(length - 1) == 'T') {
                return null;
            }
            long[] parts = {0, 0, 0};
            int unit = -1;
            int i = 1;
            while (i < length) {
                if (text.charAt(i) == 'T') {
                    if (unit >= TIME) {
                        return null;
                    }
                    unit = TIME;
                    i++;
                    continue;
                }
                int start = i;
                long value = 0;
                for (; i < length && Numbers.isDigit(text.charAt(i)); i++) {
                    value = Math.min(value * 10 + (text.charAt(i) - '0'), MAX + 1);
                }
                int digits = i - start;
                int millis = 0;
                if (i < length && text.charAt(i) == '.') {
                    int point = i++;
                    for (; i < length && Numbers.isDigit(text.charAt(i)); i++) {
                        int place = i - point;
                        if (place > 3 && text.charAt(i) != '0') {
                            return null;
                        }
                        millis += place > 3 ? 0 : (text.charAt(i) - '0') * (place == 1 ? 100 : place == 2 ? 10 : 1);
                    }
                    if (i == point + 1 || i == length || text.charAt(i) != 'S') {
                        return null;
                    }
                }
                int next = digits == 0 || i == length ? -1 : UNITS.indexOf(text.charAt(i), unit + 1);
                if (next < 0 || next == TIME || (next > TIME && unit < TIME)) {
                    return null;
                }
                unit = next;
                int part = unit < 2 ? 0 : unit < TIME ? 1 : 2;
                parts[part] += value * FACTORS[unit] + (unit == SECONDS ? millis : 0);
                i++;
            }
            return parts[0] > MAX || parts[1] > MAX || parts[2] > MAX
                    ? null
                    : new DurationText(parts[0], parts[1], parts[2]);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("P");
            if (months > 0) {
                text.append(months).append('M');
            }
            if (days > 0) {
                text.append(days).append('D');
            }
            if (millis > 0 || text.length() == 1) {
                text.append('T').append(millis / 1000);
                if (millis % 1000 > 0) {
                    text.append('.').append(Long.toString(1000 + millis % 1000).substring(1));
                }
                text.append('S');
            }
            return text.toString();
        }
    }
}
