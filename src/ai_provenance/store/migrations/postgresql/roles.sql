-- Run this once as a superuser, in the database of the store. Then `store init` as a member of prov_owner.
CREATE ROLE prov_owner NOLOGIN;
CREATE ROLE prov_writer NOLOGIN;
CREATE ROLE prov_reader NOLOGIN;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO prov_owner;
GRANT USAGE ON SCHEMA public TO prov_writer, prov_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE prov_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO prov_writer;
-- and for each person or job: GRANT prov_writer TO name;
