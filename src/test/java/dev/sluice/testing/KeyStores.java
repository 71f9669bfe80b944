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

/** Key stores for servers of tests, which are trust stores for their clients as well. */
public final class KeyStores {

    public static final String PASSWORD = "changeit";

    private KeyStores() {}

    /** A PKCS #12 file with a new key and its certificate for localhost. */
    public static Path ofLocalhost() {
        try {
            Path file = Files.createTempDirectory(Path.of("target"), "keys-")
                    .resolve("localhost.p12")
                    .toAbsolutePath();
            keytool(file, "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The certificate of such a file, as PEM. */
    public static Path certificate(Path keyStore) {
        Path file = keyStore.resolveSibling("ca.crt");
        keytool(keyStore, "-exportcert", "-rfc", "-file", file.toString());
        return file;
    }

    /** With which a server has the key of such a file. */
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
