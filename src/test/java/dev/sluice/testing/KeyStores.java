package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Key stores for test servers, which also serve as trust stores for clients. */
public final class KeyStores {

    public static final String PASSWORD = "changeit";

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

    /** Returns a server's TLS context with the key of a key store. */
    public static SSLContext context(Path keyStore) {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD.toCharArray());
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
                                        "localhost",
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        PASSWORD,
                                        "-keystore",
                                        keyStore.toString()))
                        .toArray(String[]::new));
    }
}
