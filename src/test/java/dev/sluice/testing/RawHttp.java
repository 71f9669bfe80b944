package dev.sluice.testing;

import static dev.sluice.testing.Waits.LIMIT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Optional;
import java.util.TreeMap;

/** Sends bytes to a server as they are, for requests that no HTTP client would send. Each request has a connection of its own. */
public final class RawHttp {

    private RawHttp() {}

    /**
     * A response.
     *
     * @param headers by name in any case; of a repeated header, the last value
     * @param body empty unless the response has a {@code Content-Length}
     */
    public record Response(int status, TreeMap<String, String> headers, String body) {

        /** Returns the value of a header, or an empty text. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** Returns whether the response is a problem document. */
        public boolean isProblem() {
            return header("Content-Type").startsWith("application/problem+json")
                    && body.contains("\"status\":" + status);
        }
    }

    /** Sends a request in ISO 8859-1. The method adds {@code HTTP/1.1} and a {@code Host} to its first line. */
    public static Response send(URI server, String firstLine, String... headers) {
        String request = firstLine + " HTTP/1.1\r\nHost: sluice\r\n" + String.join("", headers) + "\r\n";
        return send(server, request.getBytes(ISO_8859_1), false)
                .orElseThrow(() -> new AssertionError("no response to " + firstLine));
    }

    /**
     * Sends bytes.
     *
     * @param close whether to close the client's side of the connection after them
     * @return the response, or empty if the server closes the connection without one
     */
    public static Optional<Response> send(URI server, byte[] request, boolean close) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            try {
                socket.getOutputStream().write(request);
                if (close) {
                    socket.shutdownOutput();
                }
            } catch (IOException refusedEarly) {
                // There may be a response nevertheless.
            }
            return Optional.of(read(new BufferedInputStream(socket.getInputStream())));
        } catch (IOException noResponse) {
            return Optional.empty();
        }
    }

    /**
     * Sends bytes and returns all bytes that the server sends until it closes the connection, in ISO 8859-1.
     *
     * @throws AssertionError if the server does not close the connection
     */
    public static String exchange(URI server, byte[] request) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            try {
                socket.getOutputStream().write(request);
            } catch (IOException refusedEarly) {
                // There may be a response nevertheless.
            }
            socket.getInputStream().transferTo(received);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stayed open after " + received.toString(ISO_8859_1), e);
        } catch (IOException reset) {
            // The server closed the connection before it had read all bytes.
        }
        return received.toString(ISO_8859_1);
    }

    private static Response read(InputStream in) throws IOException {
        String status = line(in);
        TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        String body = new String(in.readNBytes(length), UTF_8);
        return new Response(Integer.parseInt(status.substring(9, 12)), headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }
}
