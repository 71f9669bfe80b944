package dev.sluice.security;

import static dev.sluice.testing.Domain.PARCELS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.testing.SecuredApplication;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;

/** Tokens that are forged, malformed, expired or not access tokens. The keys are those of an identity provider. */
@QuarkusTest
@TestProfile(SecuredApplication.class)
class RejectedTokensTest {

    TokenIssuer issuer;

    private static ValidatableResponse publish(SluiceApi caller) {
        return caller.publish("parcel.created", PARCELS.created("parcel-token", "sender-token"));
    }

    @Test
    void rejectsInvalidTokensWithoutLogging() {
        // Given
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Handler log = collect(logged);
        Logger root = Logger.getLogger("");
        root.addHandler(log);
        try {
            for (Map.Entry<String, String> token : invalidTokens().entrySet()) {
                // When
                var response = publish(new SluiceApi().with("Authorization", "Bearer " + token.getValue()));

                // Then
                assertThat(response.extract().statusCode()).as(token.getKey()).isEqualTo(401);
                response.contentType("application/problem+json")
                        .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                        .body("type", equalTo("urn:sluice:problem:unauthenticated"));
                assertThat(new SluiceApi()
                                .with("Authorization", "Bearer " + token.getValue())
                                .get("/q/openapi")
                                .extract()
                                .statusCode())
                        .as("OpenAPI with a token " + token.getKey())
                        .isEqualTo(401);
            }
        } finally {
            root.removeHandler(log);
        }
        assertThat(logged)
                .extracting(LogRecord::getLoggerName)
                .noneMatch(name -> name.startsWith("io.quarkus") || name.startsWith("dev.sluice"));
    }

    @Test
    void rejectsTokenBeyondHeaderLimit() {
        // Only slightly larger than the limit: a client that still writes may miss the response.
        publish(new SluiceApi().with("Authorization", "Bearer " + "x".repeat(20 * 1024)))
                .statusCode(431);
    }

    @Test
    void acceptsAnyOtherSubjectWithIdempotencyKey() {
        for (String subject : List.of("\u00fc'\"\\%", "\ud83d\ude00".repeat(127), "a b", "s".repeat(255))) {
            publish(new SluiceApi()
                            .withToken(issuer.token(subject, Roles.PUBLISHER))
                            .withKey(UUID.randomUUID() + "~!\"'\\%"))
                    .statusCode(201);
        }
    }

    @Test
    void acceptsAccessTokensOfAllProviders() {
        Map<String, String> tokens = Map.of(
                "RFC 9068", signed(jws -> jws.setHeader("typ", "at+jwt")),
                "RFC 9068 with the full media type", signed(jws -> jws.setHeader("typ", "application/at+jwt")),
                "plain JWT", signed(jws -> jws.setHeader("typ", "JWT")),
                "Keycloak", with(claims -> claims.setStringClaim("typ", "Bearer")),
                "Keycloak before 24",
                        with(claims -> {
                            claims.setStringClaim("typ", "Bearer");
                            claims.setStringClaim("nonce", "x");
                        }),
                "Cognito", with(claims -> claims.setStringClaim("token_use", "access")));
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            assertThat(publish(new SluiceApi().withToken(token.getValue()))
                            .extract()
                            .statusCode())
                    .as(token.getKey())
                    .isEqualTo(201);
        }
    }

    private Map<String, String> invalidTokens() {
        RsaJsonWebKey foreign = TokenIssuer.newKey();
        String good = issuer.token("mallory", Roles.PUBLISHER);
        String[] parts = good.split("\\.");
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("expired", with(claims -> claims.setExpirationTime(NumericDate.fromSeconds(1))));
        tokens.put("not valid yet", with(claims -> claims.setNotBeforeMinutesInThePast(-60)));
        tokens.put("without expiry", with(claims -> claims.unsetClaim("exp")));
        tokens.put("from another issuer", with(claims -> claims.setIssuer("https://elsewhere.example")));
        tokens.put("for another audience", with(claims -> claims.setAudience("shop")));
        tokens.put("without audience", with(claims -> claims.unsetClaim("aud")));
        tokens.put("without subject", with(claims -> claims.unsetClaim("sub")));
        tokens.put("with an empty subject", with(claims -> claims.setSubject("")));
        tokens.put("with a blank subject", with(claims -> claims.setSubject(" ")));
        tokens.put("with NUL in the subject", with(claims -> claims.setSubject("a\u0000b")));
        tokens.put("with a control character in the subject", with(claims -> claims.setSubject("a\u0085b")));
        tokens.put("with a long subject", with(claims -> claims.setSubject("s".repeat(256))));
        tokens.put("with a number as subject", with(claims -> claims.setClaim("sub", 7)));
        tokens.put("with a list as subject", with(claims -> claims.setClaim("sub", List.of("a", "b"))));
        tokens.put(
                "issued more than a day ago",
                with(claims -> claims.setIssuedAt(
                        NumericDate.fromSeconds(NumericDate.now().getValue() - 90_000))));
        tokens.put("refresh token", with(claims -> claims.setStringClaim("typ", "Refresh")));
        tokens.put("offline token", with(claims -> claims.setStringClaim("typ", "Offline")));
        tokens.put("Keycloak's ID token", with(claims -> claims.setStringClaim("typ", "ID")));
        tokens.put("with a number as type", with(claims -> claims.setClaim("typ", 7)));
        tokens.put("Cognito's ID token", with(claims -> claims.setStringClaim("token_use", "id")));
        tokens.put("with the hash of an access token", with(claims -> claims.setStringClaim("at_hash", "x")));
        tokens.put("with the hash of a code", with(claims -> claims.setStringClaim("c_hash", "x")));
        tokens.put("with a nonce", with(claims -> claims.setStringClaim("nonce", "x")));
        tokens.put("logout token", signed(jws -> jws.setHeader("typ", "logout+jwt")));
        tokens.put("proof of possession", signed(jws -> jws.setHeader("typ", "dpop+jwt")));
        tokens.put("signed with an unknown key", signed(jws -> {
            jws.setKey(foreign.getPrivateKey());
            jws.setKeyIdHeaderValue(foreign.getKeyId());
        }));
        tokens.put(
                "signed with another key under the issuer's key id",
                signed(jws -> jws.setKey(foreign.getPrivateKey())));
        tokens.put("unsigned", signed(jws -> {
            jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
            jws.setKey(null);
        }));
        tokens.put("signed with the public key as a secret", signed(jws -> {
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
            jws.setKey(new HmacKey(issuer.key().getPublicKey().getEncoded()));
        }));
        tokens.put("with modified claims", parts[0] + "." + base64("{\"sub\":\"root\"}") + "." + parts[2]);
        tokens.put("truncated", good.substring(0, good.length() - 10));
        tokens.put("without a signature", parts[0] + "." + parts[1] + ".");
        tokens.put("opaque", "c2VjcmV0");
        tokens.put("not Base64", "{}.[].()");
        tokens.put("not JSON", base64("hello") + "." + base64("you") + "." + base64("there"));
        tokens.put("JSON arrays", base64("[]") + "." + base64("[]") + "." + base64("x"));
        tokens.put("with five parts", "a.b.c.d.e");
        tokens.put("dots", "..");
        tokens.put("large", base64("{\"alg\":\"RS256\"}") + "." + "x".repeat(12_000) + ".x");
        return tokens;
    }

    private interface Change<T> {
        void apply(T target);
    }

    private String with(Change<JwtClaims> change) {
        JwtClaims claims = issuer.claims("mallory", Roles.PUBLISHER);
        change.apply(claims);
        return issuer.sign(claims, jws -> {});
    }

    private String signed(Change<JsonWebSignature> change) {
        return issuer.sign(issuer.claims("mallory", Roles.PUBLISHER), change::apply);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static Handler collect(List<LogRecord> logged) {
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        return handler;
    }
}
