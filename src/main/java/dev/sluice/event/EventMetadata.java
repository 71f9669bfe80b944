package dev.sluice.event;

import java.util.UUID;

/**
 * The metadata of an event that a channel method consumes. A method may take it as a second parameter.
 *
 * @param id the event's id, by which calls of other systems can be made idempotent: an event that is processed again has the
 *     same id. An event of another producer without an id has one derived from its position
 * @param type the name of the event type
 */
public record EventMetadata(UUID id, String type, String topic, int partition, long offset) {}
