-- Ids of subjects are unique within a scope, such as an account. The record's key does not replace it: a record of other
-- software can have another key than its event says, or none.
ALTER TABLE event ADD COLUMN subject_scope text COLLATE "C";
UPDATE event SET subject_scope = key WHERE subject IS NOT NULL;

-- The events of a subject in the order of their production, of which queries read the first ones.
DROP INDEX event_subject;
CREATE INDEX event_subject ON event (subject, subject_scope, produced_at) WHERE subject IS NOT NULL;
