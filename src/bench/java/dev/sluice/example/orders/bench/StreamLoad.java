package dev.sluice.example.orders.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** A stream of NDJSON, as fast as the service accepts it. Results are counted as they arrive. */
final class StreamLoad {

    private final URI target;
    private final byte[] lines;
    private volatile boolean stopped;

    /** @param lines a block of lines that is sent repeatedly */
    StreamLoad(URI target, byte[] lines) {
        this.target = target;
        this.lines = lines;
    }

    record Result(long events, double seconds) {}

    Result run(Duration length) throws IOException, InterruptedException {
        stopped = false;
        try (Socket socket = new Socket(target.getHost(), target.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + target.getRawPath() + " HTTP/1.1\r\nHost: sluice\r\n"
                            + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(US_ASCII));
            long start = System.nanoTime();
            Thread writing = new Thread(() -> write(out), "stream");
            writing.start();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[256 * 1024];
            byte before = 0;
            long events = 0;
            long end = start + length.toNanos();
            for (int read = in.read(buffer); read > 0 && System.nanoTime() < end; read = in.read(buffer)) {
                events += count(buffer, read, before);
                before = buffer[read - 1];
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            stopped = true;
            return new Result(events, seconds);
        }
    }

    private void write(OutputStream out) {
        byte[] head = (Integer.toHexString(lines.length) + "\r\n").getBytes(US_ASCII);
        try {
            while (!stopped) {
                out.write(head);
                out.write(lines);
                out.write("\r\n".getBytes(US_ASCII));
            }
        } catch (IOException closed) {
            // the measurement is over
        }
    }

    /** Counts line feeds, except those of HTTP chunks, which follow a carriage return. */
    private static long count(byte[] bytes, int length, byte before) {
        long count = 0;
        byte last = before;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n' && last != '\r') {
                count++;
            }
            last = bytes[i];
        }
        return count;
    }
}
