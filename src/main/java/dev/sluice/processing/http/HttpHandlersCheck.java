package dev.sluice.processing.http;

import dev.sluice.event.EventCatalog;
import dev.sluice.runtime.StartupCheck;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rejects invalid HTTP handlers, and those that send a secret unencrypted. Reports endpoints that cannot verify Sluice. */
@Singleton
class HttpHandlersCheck implements StartupCheck {

    /** Part of derived ids. Without a dot, so that it never equals the name of a method. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpHandlersConfig config;
    private final EventCatalog catalog;
    private final Predicate<String> isTlsConfiguration;

    HttpHandlersCheck(HttpHandlersConfig config, EventCatalog catalog, TlsConfigurationRegistry tls) {
        this(config, catalog, (String name) -> tls.get(name).isPresent());
    }

    HttpHandlersCheck(HttpHandlersConfig config, EventCatalog catalog, Predicate<String> isTlsConfiguration) {
        this.config = config;
        this.catalog = catalog;
        this.isTlsConfiguration = isTlsConfiguration;
    }

    @Override
    public Stream<Finding> findings() {
        Stream.Builder<Finding> findings = Stream.builder();
        Map<String, String> handlerByTarget = new HashMap<>();
        new TreeMap<>(config.byName()).forEach((name, handler) -> {
            Handler checked = new Handler("sluice.handlers." + name, handler, findings);
            checked.check(name);
            checked.checkRepetition(name, handlerByTarget);
        });
        return findings.build();
    }

    /** The check of one handler. */
    private final class Handler {

        private final String key;
        private final HttpHandlersConfig.Handler handler;
        private final Stream.Builder<Finding> findings;

        Handler(String key, HttpHandlersConfig.Handler handler, Stream.Builder<Finding> findings) {
            this.key = key;
            this.handler = handler;
            this.findings = findings;
        }

        void check(String name) {
            if (!NAME.matcher(name).matches()) {
                reject(": the name must consist of lower-case letters, digits and hyphens");
            }
            checkTypes(handler.types().orElse(List.of()));
            checkUrl();
            if (handler.timeout().toMillis() < 1) {
                reject(".timeout must be at least 1 ms");
            }
            handler.bearerToken()
                    .filter(token -> !token.strip().matches("[!-~]+"))
                    .ifPresent(token -> reject(".bearer-token must consist of visible ASCII characters"));
            long maxResponse = handler.maxResponse().asLongValue();
            if (maxResponse < 1 || maxResponse > Integer.MAX_VALUE) {
                reject(".max-response must be 1 byte to 2 GB");
            }
            handler.secret().ifPresent(this::checkSecret);
            handler.tlsConfigurationName()
                    .filter(isTlsConfiguration.negate())
                    .ifPresent(tls -> reject(".tls-configuration-name is " + tls + ", but there is no quarkus.tls."
                            + tls + ": configure its trust-store"));
        }

        private void checkTypes(List<String> types) {
            if (types.isEmpty()) {
                reject(".types is not set: set it to the event types that the endpoint handles");
            }
            Set<String> seen = new HashSet<>();
            for (String type : types) {
                if (catalog.find(type).isEmpty()) {
                    reject(".types has " + type + ", which is not an event type");
                } else if (!seen.add(type)) {
                    reject(".types has " + type + " more than once");
                }
            }
        }

        private void checkUrl() {
            if (handler.url().isEmpty()) {
                reject(".url is not set: set it to the address of the endpoint");
                return;
            }
            URI url;
            try {
                url = HttpHandler.uri(handler.url().get());
            } catch (IllegalArgumentException e) {
                // It may contain a password, so it is not quoted.
                reject(".url must be an http:// or https:// address without user, password and fragment");
                return;
            }
            boolean isProtected = "https".equals(url.getScheme()) || LOCAL_HOSTS.contains(url.getHost());
            if (!isProtected && handler.bearerToken().isPresent()) {
                reject(".bearer-token is sent unencrypted: anyone with access to the network can read it; set " + key
                        + ".url to an https:// address");
            } else if (!isProtected) {
                warn(".url is an http:// address: anyone with access to the network can read and change events and"
                        + " results; set it to an https:// address, unless a mesh encrypts");
            }
            if (handler.bearerToken().isEmpty()
                    && handler.secret().isEmpty()
                    && handler.tlsConfigurationName().isEmpty()) {
                warn(" has neither bearer-token nor secret nor tls-configuration-name: the endpoint cannot verify that"
                        + " Sluice calls it");
            }
        }

        private void checkSecret(String secret) {
            try {
                WebhookSignature.of(secret);
            } catch (IllegalArgumentException e) {
                reject(".secret " + e.getMessage());
            }
        }

        /** Reports two handlers that post the same events to the same address. */
        void checkRepetition(String name, Map<String, String> handlerByTarget) {
            for (String type : new HashSet<>(handler.types().orElse(List.of()))) {
                String other =
                        handlerByTarget.putIfAbsent(type + " " + handler.url().orElse(name), name);
                if (other != null) {
                    reject(" posts " + type + " to the same address as sluice.handlers." + other);
                }
            }
        }

        private void reject(String text) {
            findings.add(new Violation(key + text));
        }

        private void warn(String text) {
            findings.add(new Warning(key + text));
        }
    }
}
