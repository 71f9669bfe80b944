package dev.sluice.projection;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Who is told of records that the database refuses. */
interface RejectedRecordSink {

    /** Returns when it is known, or throws, and then the record comes again. */
    void send(ConsumerRecord<byte[], byte[]> record, String reason, Throwable cause);
}
