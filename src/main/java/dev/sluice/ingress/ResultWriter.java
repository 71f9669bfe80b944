package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;

/** Writes the results of a stream's events as lines of JSON. Safe for any thread. */
@Singleton
class ResultWriter {

    private static final int CHUNK_SIZE = 16 * 1024;

    private final ObjectWriter json;

    ResultWriter(ObjectMapper mapper) {
        this.json = mapper.writerFor(BatchResults.Result.class);
    }

    /** The results that have come, as many as make a good chunk, with line feeds between them; no bytes if there are none. */
    byte[] lines(OrderedResults results) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        BatchResults.Result result = results.poll();
        while (result != null) {
            if (chunk.size() > 0) {
                chunk.write('\n');
            }
            chunk.writeBytes(line(result));
            result = chunk.size() < CHUNK_SIZE ? results.poll() : null;
        }
        return chunk.toByteArray();
    }

    private byte[] line(BatchResults.Result result) {
        try {
            return json.writeValueAsBytes(result);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("into memory", e);
        }
    }
}
