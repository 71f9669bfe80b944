package dev.sluice.deployment;

import dev.sluice.deployment.NativeReport.Kind;
import dev.sluice.deployment.NativeReport.Requirement;
import dev.sluice.event.EventCatalogFile;
import dev.sluice.http.Endpoints;
import dev.sluice.runtime.OptionalPackages;
import dev.sluice.runtime.StopSignals;
import io.quarkus.runtime.util.HashUtil;
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
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Classes and resources that Sluice looks up by name, derived from its compiled classes and its files. */
final class LookedUpByName {

    private static final Path CLASSES = Path.of("target/classes");
    private static final Path RESOURCES = Path.of("src/main/resources");

    private static final Pattern CLASS_NAME = Pattern.compile("\\b[a-z]\\w*(?:\\.[a-z]\\w*)+\\.[A-Z]\\w*(?:\\$\\w+)*");

    private static final String CONSTRUCTORS = "allDeclaredConstructors";
    private static final String METHODS = "allDeclaredMethods";
    private static final String FIELDS = "allDeclaredFields";

    private LookedUpByName() {}

    /** Returns the generated classes: Avro creates records and builders, and reads schemas, by reflection. */
    static List<Requirement> avro() throws IOException {
        return classes().stream()
                .filter(type -> type.isAnnotationPresent(AvroGenerated.class))
                .map(type -> requiredClass(type.getName(), CONSTRUCTORS, METHODS, FIELDS))
                .toList();
    }

    /** Returns the records that methods of REST resources and of the registry client take or return: Jackson maps them. */
    static List<Requirement> json() throws IOException {
        Set<Class<?>> records = new HashSet<>();
        for (Class<?> type : classes()) {
            for (Method method : type.getDeclaredMethods()) {
                if (isRestMethod(method)) {
                    addRecords(method.getGenericReturnType(), records);
                    for (Type parameter : method.getGenericParameterTypes()) {
                        addRecords(parameter, records);
                    }
                }
            }
        }
        return records.stream()
                .map(type -> requiredClass(type.getName(), CONSTRUCTORS, METHODS, FIELDS))
                .toList();
    }

    private static boolean isRestMethod(Method method) {
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

    /** Returns the classes that Quarkus generates to call channel methods: SmallRye creates them by reflection. */
    static List<Requirement> invokers() throws IOException {
        return classes().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.getAnnotationsByType(Incoming.class).length > 0)
                .map(method -> requiredClass(invoker(method), CONSTRUCTORS))
                .toList();
    }

    /** Returns the name of a method's invoker, as Quarkus's SmallRyeReactiveMessagingProcessor composes it. */
    private static String invoker(Method method) {
        String signature = method.getName() + "_" + method.getReturnType().getName()
                + Arrays.stream(method.getParameterTypes()).map(Class::getName).collect(Collectors.joining());
        return method.getDeclaringClass().getName() + "_SmallRyeMessagingInvoker_" + method.getName() + "_"
                + HashUtil.sha1(signature);
    }

    /** Returns classes that Sluice's settings and the defaults of Kafka's clients name: the clients instantiate them. */
    static List<Requirement> kafkaClients() throws IOException {
        return Stream.of(
                        configured(RESOURCES.resolve("application.properties")),
                        configured(Path.of("docs/how-to/secure-connections.md")),
                        defaults(ConsumerConfig.configDef()),
                        defaults(ProducerConfig.configDef()),
                        defaults(AdminClientConfig.configDef()))
                .flatMap(names -> names)
                .distinct()
                .map(name -> requiredClass(name, CONSTRUCTORS))
                .toList();
    }

    /** Returns the class names among a file's values. */
    private static Stream<String> configured(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .flatMap(value -> CLASS_NAME.matcher(value).results().map(MatchResult::group))
                .filter(name -> find(name).isPresent());
    }

    /** Returns the class names among the defaults, except for OAUTHBEARER, with which Sluice was not tested. */
    private static Stream<String> defaults(ConfigDef settings) {
        return settings.configKeys().values().stream()
                .filter(key -> !key.name.startsWith("sasl.oauthbearer."))
                .flatMap(key -> key.defaultValue instanceof List<?> list ? list.stream() : Stream.of(key.defaultValue))
                .map(value -> value instanceof Class<?> type ? type.getName() : String.valueOf(value))
                .filter(value -> CLASS_NAME.matcher(value).matches());
    }

    /** Returns the config interfaces: their constraints are read by reflection. */
    static List<Requirement> configConstraints() throws IOException {
        return classes().stream()
                .filter(type -> type.isAnnotationPresent(ConfigMapping.class))
                .flatMap(type -> Stream.concat(Stream.of(type), Arrays.stream(type.getClasses())))
                .filter(Class::isInterface)
                .map(type -> requiredClass(type.getName(), METHODS))
                .toList();
    }

    /** Returns the classes that {@link NativeImageProcessor} registers for lz4. */
    static List<Requirement> lz4() {
        return Stream.concat(
                        NativeImageProcessor.LZ4_JAVA_CLASSES.stream()
                                .map(name -> requiredClass(name, CONSTRUCTORS, FIELDS)),
                        Stream.concat(
                                        NativeImageProcessor.LZ4_PACKAGES.stream(),
                                        NativeImageProcessor.LZ4_USERS.stream())
                                .map(name -> new Requirement(Kind.RUN_TIME_INITIALIZED, name, Set.of())))
                .toList();
    }

    /** Returns the JDK's signal classes, which {@link StopSignals} looks up. */
    static List<Requirement> signals() {
        return List.of(
                requiredClass(StopSignals.SIGNAL, CONSTRUCTORS, METHODS),
                requiredClass(StopSignals.HANDLER, METHODS),
                new Requirement(Kind.PROXY, StopSignals.HANDLER, Set.of()));
    }

    static List<Requirement> resources() throws IOException {
        try (Stream<Path> migrations = Files.walk(RESOURCES.resolve("db"))) {
            return Stream.concat(
                            migrations
                                    .filter(Files::isRegularFile)
                                    .map(file -> RESOURCES.relativize(file).toString()),
                            Stream.of(
                                    EventCatalogFile.TYPES,
                                    EventCatalogFile.CONSUMED,
                                    Endpoints.FILE,
                                    OptionalPackages.FILE))
                    .map(name -> new Requirement(Kind.RESOURCE, name, Set.of()))
                    .toList();
        }
    }

    private static Requirement requiredClass(String name, String... members) {
        return new Requirement(Kind.CLASS, name, Set.of(members));
    }

    private static List<Class<?>> classes() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
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
            return Optional.of(Class.forName(name, false, LookedUpByName.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
