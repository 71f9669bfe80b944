package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Key stores for test servers, which also serve as trust stores for clients. */
public final class KeyStores {

    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "localhost";

    private KeyStores() {}

    /** Creates a PKCS #12 file with a new key and a self-signed certificate for localhost. */
    public static Path forLocalhost() {
        return forHost("localhost");
    }

    /** Creates a PKCS #12 file with a new key and a self-signed certificate for a host. */
    public static Path forHost(String host) {
        try {
            Path file = Files.createTempDirectory(Path.of("target"), "keys-")
                    .resolve("host.p12")
                    .toAbsolutePath();
            keytool(file, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Exports the certificate of a key store as PEM. */
    public static Path certificate(Path keyStore) {
        Path file = keyStore.resolveSibling("ca.crt");
        keytool(keyStore, "-exportcert", "-rfc", "-file", file.toString());
        return file;
    }

    /** Exports the private key of a key store as PEM, readable by its owner only. */
    public static Path privateKey(Path keyStore) {
        try {
            Key key = load(keyStore).getKey(ALIAS, PASSWORD.toCharArray());
            Path file = Files.createFile(
                    keyStore.resolveSibling("host.key"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(
                    file,
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore load(Path keyStore) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        }
    }

    /** Returns a server's TLS context with the key of a key store. */
    public static SSLContext context(Path keyStore) {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(load(keyStore), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path keyStore, String... arguments) {
        Programs.run(
                Path.of(System.getProperty("java.home"), "bin", "keytool"),
                Stream.concat(
                                Stream.of(arguments),
                                Stream.of(
                                        "-alias",
                                        ALIAS,
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        PASSWORD,
                                        "-keystore",
                                        keyStore.toString()))
                        .toArray(String[]::new));
    }
}
