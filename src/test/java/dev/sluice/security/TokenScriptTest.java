package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TokenIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The script in docs/how-to/authentication.md. */
class TokenScriptTest {

    static boolean hasOpenssl() {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    @EnabledIf("hasOpenssl")
    void createsValidTokens(@TempDir Path folder) throws Exception {
        // Given
        RsaJsonWebKey key = TokenIssuer.newKey();
        Path pem = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(key.getPrivateKey().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");

        // When
        Process script = new ProcessBuilder(
                        "docs/how-to/token.sh", pem.toString(), "me", "sluice", "billing", "publisher", "payments")
                .start();
        String token = new String(script.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();

        // Then
        JwtClaims claims = new JwtConsumerBuilder()
                .setVerificationKey(key.getPublicKey())
                .setExpectedIssuer("me")
                .setExpectedAudience("sluice")
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .build()
                .processToClaims(token);
        assertThat(claims.getSubject()).isEqualTo("billing");
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("publisher", "payments");
    }
}
