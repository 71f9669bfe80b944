package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Numbers near each bound of each type, in every spelling, in unions of the types. */
class NumbersPropertyTest {

    private static final int DECIMAL_SCALE = 2;
    private static final int DECIMAL_PRECISION = 40;

    /** A type of numbers, and the numbers that it has. The bounds of a float and a double are those of rounding. */
    private enum NumberType {
        INT("\"int\"", Integer.MAX_VALUE + "", Integer.MIN_VALUE + ""),
        LONG("\"long\"", Long.MAX_VALUE + "", Long.MIN_VALUE + ""),
        FLOAT("\"float\"", Float.MAX_VALUE + "", Float.MIN_VALUE + ""),
        DOUBLE("\"double\"", Double.MAX_VALUE + "", Double.MIN_VALUE + ""),
        DECIMAL(
                "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":" + DECIMAL_PRECISION + ",\"scale\":"
                        + DECIMAL_SCALE + "}",
                "1e" + (DECIMAL_PRECISION - DECIMAL_SCALE),
                "0.01");

        private static final BigDecimal BEYOND_FLOAT = power(128).subtract(power(128 - 25));
        private static final BigDecimal BEYOND_DOUBLE = power(1024).subtract(power(1024 - 54));

        private final String avro;
        private final List<BigDecimal> bounds;

        NumberType(String avro, String... bounds) {
            this.avro = avro;
            this.bounds = List.of(bounds).stream().map(BigDecimal::new).toList();
        }

        private static BigDecimal power(int exponent) {
            return new BigDecimal(BigInteger.TWO.pow(exponent));
        }

        boolean has(BigDecimal number) {
            return switch (this) {
                case INT -> isWhole(number) && number.toBigInteger().bitLength() < Integer.SIZE;
                case LONG -> isWhole(number) && number.toBigInteger().bitLength() < Long.SIZE;
                case FLOAT -> number.abs().compareTo(BEYOND_FLOAT) < 0;
                case DOUBLE -> number.abs().compareTo(BEYOND_DOUBLE) < 0;
                case DECIMAL ->
                    isWhole(number.movePointRight(DECIMAL_SCALE))
                            && number.abs().compareTo(BigDecimal.TEN.pow(DECIMAL_PRECISION - DECIMAL_SCALE)) < 0;
            };
        }

        private static boolean isWhole(BigDecimal number) {
            return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
        }
    }

    @Property(tries = 5000)
    void keepsEachNumberInTheOnlyBranchThatHasIt(
            @ForAll("unions") List<NumberType> union,
            @ForAll("neighbours") String neighbour,
            @ForAll("numbers") BigDecimal number,
            @ForAll("spellings") Spelling spelling)
            throws Exception {
        // Given
        EventType type = TestTypes.withValue(
                union.stream().map(branch -> branch.avro).collect(joining(",", "[" + neighbour + ",", "]")));
        String json = spelling.of(number);
        List<NumberType> matching =
                union.stream().filter(branch -> branch.has(number)).toList();

        // When
        Result result = new EventReader(type).read(("{\"value\":" + json + "}").getBytes(UTF_8), 7);

        // Then
        if (matching.size() == 1) {
            assertThat(result).as(json).isInstanceOf(Result.Valid.class);
            Object stored = decode(type, (Result.Valid) result);
            assertThat(isNearest(stored, number)).as("%s as %s", json, stored).isTrue();
        } else {
            assertThat(result).as("%s as %s", json, matching).isInstanceOf(Result.Invalid.class);
        }
    }

    private static Object decode(EventType type, Result.Valid valid) throws Exception {
        byte[] value = valid.value();
        return new GenericDatumReader<GenericRecord>(type.schema())
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null))
                .get("value");
    }

    private static boolean isNearest(Object stored, BigDecimal number) {
        if (stored instanceof Float value) {
            return isNearest(number, value, Math.nextDown(value), Math.nextUp(value));
        }
        if (stored instanceof Double value) {
            return isNearest(number, value, Math.nextDown(value), Math.nextUp(value));
        }
        BigDecimal exact = stored instanceof ByteBuffer bytes
                ? new BigDecimal(new BigInteger(bytes.array()), DECIMAL_SCALE)
                : new BigDecimal(stored.toString());
        return exact.compareTo(number) == 0;
    }

    private static boolean isNearest(BigDecimal number, double value, double below, double above) {
        BigDecimal error = number.subtract(new BigDecimal(value)).abs();
        return Set.of(below, above).stream()
                .filter(Double::isFinite)
                .noneMatch(other -> number.subtract(new BigDecimal(other)).abs().compareTo(error) < 0);
    }

    /** A way to write a number in JSON. */
    private record Spelling(int form, int shift) {

        /** The longest number that an event can have. */
        private static final int MAX_LENGTH = 100;

        String of(BigDecimal number) {
            String plain = number.toPlainString();
            String spelled =
                    switch (form) {
                        case 0 -> plain;
                        case 1 -> plain.contains(".") ? plain + "000" : plain + ".000";
                        case 2 -> number.movePointLeft(shift).toPlainString() + "e" + shift;
                        case 3 -> number.movePointRight(shift).toPlainString() + "E-" + shift;
                        default -> number.unscaledValue() + "e+" + -number.scale();
                    };
            return spelled.length() > MAX_LENGTH || number.scale() > 0 && form > 3
                    ? number.unscaledValue() + "e" + -number.scale()
                    : spelled;
        }
    }

    @Provide
    Arbitrary<Spelling> spellings() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 40))
                .as(Spelling::new);
    }

    /** Returns branches that no number fits. */
    @Provide
    Arbitrary<String> neighbours() {
        return Arbitraries.of("\"null\"", "\"string\"", "\"boolean\",{\"type\":\"map\",\"values\":\"double\"}");
    }

    @Provide
    Arbitrary<List<NumberType>> unions() {
        return Arbitraries.shuffle(NumberType.values())
                .flatMap(
                        types -> Arbitraries.integers().between(1, types.size()).map(size -> types.subList(0, size)));
    }

    /** Returns numbers at a bound and next to it, and powers of ten. */
    @Provide
    Arbitrary<BigDecimal> numbers() {
        Arbitrary<BigDecimal> bounds = Arbitraries.of(Arrays.stream(NumberType.values())
                .flatMap(type -> type.bounds.stream())
                .toList());
        Arbitrary<BigDecimal> powers =
                Arbitraries.integers().between(-60, 320).map(exponent -> BigDecimal.ONE.scaleByPowerOfTen(exponent));
        Arbitrary<BigDecimal> limits = Arbitraries.of(NumberType.BEYOND_FLOAT, BigDecimal.ZERO);
        Arbitrary<BigDecimal> near = Combinators.combine(
                        Arbitraries.oneOf(bounds, powers, limits),
                        Arbitraries.of("0", "1", "-1", "0.5", "-0.5", "0.001"),
                        Arbitraries.of("1", "1", "1.0000001", "0.9999999", "10", "4"))
                .as((number, plus, times) ->
                        number.multiply(new BigDecimal(times)).add(new BigDecimal(plus)));
        return Combinators.combine(near, Arbitraries.of(true, false))
                // Fewer digits than a number may have in JSON.
                .as((number, negative) -> (negative ? number.negate() : number).round(new MathContext(90)));
    }
}
