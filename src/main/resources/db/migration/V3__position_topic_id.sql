-- The id of the topic in which next_offset counts, in Kafka's text form: a recreated topic has another one. Null in rows of
-- earlier releases, until the projection verifies them.
ALTER TABLE projection_position ADD COLUMN topic_id text COLLATE "C";
