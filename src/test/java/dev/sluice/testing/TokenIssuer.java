package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider that issues tokens and publishes its key (OpenID Connect Discovery 1.0). Sluice accepts only its tokens. The
 * group {@code shop-team} has the role publisher.
 */
public final class TokenIssuer implements QuarkusTestResourceLifecycleManager {

    public static final String AUDIENCE = "sluice";

    /** The argument of a test resource that has no server, so that Sluice knows the key from its configuration. */
    public static final Map<String, String> KEY_ONLY = Map.of("key-only", "true");

    private final PublishedSettings settings = new PublishedSettings();
    private final String host;
    private final Path keyStore;
    private final Path certificate;
    private boolean isKeyOnly;
    private @Nullable HttpsServer server;
    private volatile RsaJsonWebKey key;

    public TokenIssuer() {
        this("localhost");
    }

    /** @param host the name of this machine in the certificate */
    public TokenIssuer(String host) {
        this.host = host;
        this.keyStore = KeyStores.forHost(host);
        this.certificate = KeyStores.certificate(keyStore);
    }

    @Override
    public void init(Map<String, String> arguments) {
        isKeyOnly = arguments.equals(KEY_ONLY);
    }

    @Override
    public Map<String, String> start() {
        rotate();
        return settings.publish(isKeyOnly ? keySettings() : serve());
    }

    private Map<String, String> keySettings() {
        return Map.of(
                "quarkus.oidc.public-key",
                Base64.getEncoder().encodeToString(key.getPublicKey().getEncoded()),
                "quarkus.oidc.token.issuer",
                url(),
                "quarkus.oidc.token.audience",
                AUDIENCE);
    }

    private Map<String, String> serve() {
        try {
            server = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(KeyStores.context(keyStore)));
        serve("/.well-known/openid-configuration", () -> """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","token_endpoint":"%1$s/token"}""".formatted(url()));
        serve("/keys", () -> new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
        server.start();
        Map<String, String> config = new HashMap<>(trustSettings());
        config.putAll(Map.of(
                "quarkus.oidc.auth-server-url",
                url(),
                "quarkus.oidc.token.audience",
                AUDIENCE,
                "quarkus.oidc.token.forced-jwk-refresh-interval",
                "0S",
                "sluice.security.anonymous",
                "",
                "quarkus.http.auth.roles-mapping.shop-team",
                "publisher"));
        return config;
    }

    /** Returns the settings that make Sluice trust the issuer's certificate. */
    public Map<String, String> trustSettings() {
        return Map.of(
                "quarkus.oidc.tls.tls-configuration-name",
                "identity-provider",
                "quarkus.tls.identity-provider.trust-store.pem.certs",
                certificate.toString());
    }

    private void serve(String path, Supplier<String> json) {
        server.createContext(path, exchange -> {
            byte[] body = json.get().getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(TokenIssuer.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
        settings.clear();
    }

    public String url() {
        return server == null
                ? "https://" + host
                : "https://" + host + ":" + server.getAddress().getPort();
    }

    public RsaJsonWebKey key() {
        return key;
    }

    /** Replaces the key that signs tokens and is published. */
    public void rotate() {
        key = newKey();
    }

    public static RsaJsonWebKey newKey() {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(UUID.randomUUID().toString());
            key.setUse("sig");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a token that Sluice accepts. */
    public String token(String subject, String... groups) {
        return sign(claims(subject, groups), signature -> {});
    }

    /** Returns a token that Sluice accepts for some seconds. */
    public String expiringToken(String subject, int seconds, String... groups) {
        JwtClaims claims = claims(subject, groups);
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + seconds));
        return sign(claims, signature -> {});
    }

    /** Returns the claims of a token that Sluice accepts. */
    public JwtClaims claims(String subject, String... groups) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(url());
        claims.setAudience(AUDIENCE);
        claims.setSubject(subject);
        claims.setIssuedAtToNow();
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + 300));
        claims.setStringListClaim("groups", List.of(groups));
        return claims;
    }

    /**
     * Signs claims.
     *
     * @param customizer changes the signature, for tokens that Sluice does not accept
     */
    public String sign(JwtClaims claims, Consumer<JsonWebSignature> customizer) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        customizer.accept(signature);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
