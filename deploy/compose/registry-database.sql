-- Run once, when the volume of PostgreSQL is empty. A database of its own: Sluice's migrations want an empty one.
CREATE DATABASE registry;
