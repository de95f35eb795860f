-- The owner migrates; the application owns no table, so it can neither drop a trigger nor TRUNCATE the audit.
CREATE ROLE register_owner LOGIN CREATEDB PASSWORD 'for-trials-only';
CREATE ROLE register_app LOGIN PASSWORD 'for-trials-only';
\connect template1
ALTER DEFAULT PRIVILEGES FOR ROLE register_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO register_app;
ALTER DEFAULT PRIVILEGES FOR ROLE register_owner GRANT USAGE, SELECT ON SEQUENCES TO register_app;
\connect postgres
CREATE DATABASE register OWNER register_owner;
