package dev.sluice.deployment;

import dev.sluice.deployment.NativeReport.Kind;
import dev.sluice.deployment.NativeReport.Need;
import dev.sluice.event.EventCatalogFile;
import dev.sluice.runtime.StopSignals;
import io.smallrye.config.ConfigMapping;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.AvroGenerated;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** What Sluice looks up by name, as its classes and files say. */
final class NativeNeeds {

    private static final Path CLASSES = Path.of("target/classes");
    private static final Path RESOURCES = Path.of("src/main/resources");

    private static final Pattern CLASS_NAME = Pattern.compile("\\b[a-z]\\w*(?:\\.[a-z]\\w*)+\\.[A-Z]\\w*(?:\\$\\w+)*");

    private static final String CONSTRUCTORS = "allDeclaredConstructors";
    private static final String METHODS = "allDeclaredMethods";
    private static final String FIELDS = "allDeclaredFields";

    private NativeNeeds() {}

    /** Avro makes records and builders, and reads their schema, by reflection. */
    static List<Need> avro() throws IOException {
        return classes().stream()
                .filter(type -> type.isAnnotationPresent(AvroGenerated.class))
                .map(type -> need(type.getName(), CONSTRUCTORS, METHODS, FIELDS))
                .toList();
    }

    /** Jackson writes and reads what a method of REST, ours or the registry's, takes or gives. */
    static List<Need> json() throws IOException {
        Set<Class<?>> records = new HashSet<>();
        for (Class<?> type : classes()) {
            for (Method method : type.getDeclaredMethods()) {
                if (isRest(method)) {
                    addRecords(method.getGenericReturnType(), records);
                    for (Type parameter : method.getGenericParameterTypes()) {
                        addRecords(parameter, records);
                    }
                }
            }
        }
        return records.stream()
                .map(type -> need(type.getName(), CONSTRUCTORS, METHODS, FIELDS))
                .toList();
    }

    private static boolean isRest(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }

    private static void addRecords(Type type, Set<Class<?>> records) {
        if (type instanceof ParameterizedType parameterized) {
            addRecords(parameterized.getRawType(), records);
            Arrays.stream(parameterized.getActualTypeArguments()).forEach(argument -> addRecords(argument, records));
        } else if (type instanceof WildcardType wildcard) {
            Arrays.stream(wildcard.getUpperBounds()).forEach(bound -> addRecords(bound, records));
        } else if (type instanceof GenericArrayType array) {
            addRecords(array.getGenericComponentType(), records);
        } else if (type instanceof Class<?> plain) {
            Class<?> element = plain.isArray() ? plain.getComponentType() : plain;
            if (element.isRecord() && records.add(element)) {
                for (RecordComponent component : element.getRecordComponents()) {
                    addRecords(component.getGenericType(), records);
                }
            } else if (element.isSealed()) {
                Arrays.stream(element.getPermittedSubclasses()).forEach(permitted -> addRecords(permitted, records));
            }
        }
    }

    /** Kafka's clients make what settings name: ours, and their own defaults. */
    static List<Need> clients() throws IOException {
        return Stream.of(
                        configured(RESOURCES.resolve("application.properties")),
                        configured(Path.of("docs/how-to/secure-connections.md")),
                        defaults(ConsumerConfig.configDef()),
                        defaults(ProducerConfig.configDef()),
                        defaults(AdminClientConfig.configDef()))
                .flatMap(names -> names)
                .distinct()
                .map(name -> need(name, CONSTRUCTORS))
                .toList();
    }

    /** The values that are names of classes. */
    private static Stream<String> configured(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .flatMap(value -> CLASS_NAME.matcher(value).results().map(MatchResult::group))
                .filter(name -> find(name).isPresent());
    }

    /** Without those for tokens to Kafka, with which Sluice was not tried. */
    private static Stream<String> defaults(ConfigDef settings) {
        return settings.configKeys().values().stream()
                .filter(key -> !key.name.startsWith("sasl.oauthbearer."))
                .flatMap(key -> key.defaultValue instanceof List<?> list ? list.stream() : Stream.of(key.defaultValue))
                .map(value -> value instanceof Class<?> type ? type.getName() : String.valueOf(value))
                .filter(value -> CLASS_NAME.matcher(value).matches());
    }

    /** Limits are read from the interfaces of the configuration. */
    static List<Need> limits() throws IOException {
        return classes().stream()
                .filter(type -> type.isAnnotationPresent(ConfigMapping.class))
                .flatMap(type -> Stream.concat(Stream.of(type), Arrays.stream(type.getClasses())))
                .filter(Class::isInterface)
                .map(type -> need(type.getName(), METHODS))
                .toList();
    }

    /** See {@link CodecProcessor}. */
    static List<Need> codecs() {
        return Stream.concat(
                        CodecProcessor.LZ4_IN_JAVA.stream().map(name -> need(name, CONSTRUCTORS, FIELDS)),
                        Stream.concat(CodecProcessor.PACKAGES.stream(), CodecProcessor.USERS.stream())
                                .map(name -> new Need(Kind.INITIALIZED_AT_START, name, Set.of())))
                .toList();
    }

    /** See {@link StopSignals}. */
    static List<Need> signals() {
        return List.of(
                need(StopSignals.SIGNAL, CONSTRUCTORS, METHODS),
                need(StopSignals.HANDLER, METHODS),
                new Need(Kind.PROXY, StopSignals.HANDLER, Set.of()));
    }

    static List<Need> resources() throws IOException {
        try (Stream<Path> migrations = Files.walk(RESOURCES.resolve("db/migration"))) {
            return Stream.concat(
                            migrations
                                    .filter(Files::isRegularFile)
                                    .map(file -> RESOURCES.relativize(file).toString()),
                            Stream.of(EventCatalogFile.TYPES, EventCatalogFile.HANDLERS))
                    .map(name -> new Need(Kind.RESOURCE, name, Set.of()))
                    .toList();
        }
    }

    private static Need need(String name, String... members) {
        return new Need(Kind.CLASS, name, Set.of(members));
    }

    private static List<Class<?>> classes() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES.resolve("dev/sluice"))) {
            Set<String> names = files.map(file -> CLASSES.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
            return names.stream()
                    .<Class<?>>map(name -> find(name).orElseThrow())
                    .toList();
        }
    }

    private static Optional<Class<?>> find(String name) {
        try {
            return Optional.of(Class.forName(name, false, NativeNeeds.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
