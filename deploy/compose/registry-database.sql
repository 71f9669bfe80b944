-- Runs once, on an empty volume. The registry has its own database, because Sluice's migrations require an empty one.
CREATE DATABASE registry;
