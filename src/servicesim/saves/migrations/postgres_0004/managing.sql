-- Whoever is a member of the owner brings a store up to date as well; what is made belongs to the owner all the same.
DO $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', (
        SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'servicesim'
    ));
END $$;

-- What a manager's views ask of every row stands in tables of its own, of which the planner knows the sizes: it can
-- then tell a manager of eighty people from one of twenty thousand, and looks up or adds up accordingly.

-- `logins.cohorts`, a row each. Kept by the server alone.
CREATE TABLE servicesim.managing (
    login text COLLATE "C",
    cohort text COLLATE "C",
    PRIMARY KEY (login, cohort)
);
ALTER TABLE servicesim.managing ENABLE ROW LEVEL SECURITY;

-- What somebody is called where the policy shows cohorts alone. Kept, so that a session is found by it as quickly
-- as by a name.
CREATE TABLE servicesim.aliases (
    name text COLLATE "C" PRIMARY KEY,
    alias text COLLATE "C" NOT NULL
);
CREATE INDEX aliases_by_alias ON servicesim.aliases (alias, name);
ALTER TABLE servicesim.aliases ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION servicesim.alias_of(name text) RETURNS text
    LANGUAGE sql STABLE SET search_path = servicesim, pg_temp
AS $$
    SELECT 'p-' || left(encode(sha256(convert_to(p.value || $1, 'UTF8')), 'hex'), 16)
    FROM policy AS p WHERE p.name = 'secret'
$$;

CREATE FUNCTION servicesim.keep_managing() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM managing WHERE login = OLD.login;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO managing (login, cohort)
        SELECT DISTINCT NEW.login, one.cohort FROM unnest(NEW.cohorts) AS one(cohort) WHERE one.cohort IS NOT NULL;
    END IF;
    -- Too small for the server to do it by itself.
    ANALYZE managing;
    RETURN NULL;
END $$;

CREATE FUNCTION servicesim.keep_alias() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM aliases WHERE name = OLD.name;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO aliases (name, alias) VALUES (NEW.name, alias_of(NEW.name));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION servicesim.keep_none() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'logins' THEN
        DELETE FROM managing;
    ELSE
        DELETE FROM aliases;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER managing_kept AFTER INSERT OR UPDATE OR DELETE ON servicesim.logins
    FOR EACH ROW EXECUTE FUNCTION servicesim.keep_managing();
CREATE TRIGGER alias_kept AFTER INSERT OR UPDATE OF name OR DELETE ON servicesim.people
    FOR EACH ROW EXECUTE FUNCTION servicesim.keep_alias();
-- A TRUNCATE has no rows to go by.
CREATE TRIGGER managing_emptied AFTER TRUNCATE ON servicesim.logins
    FOR EACH STATEMENT EXECUTE FUNCTION servicesim.keep_none();
CREATE TRIGGER aliases_emptied AFTER TRUNCATE ON servicesim.people
    FOR EACH STATEMENT EXECUTE FUNCTION servicesim.keep_none();
-- Also where rows are brought by replication, or by an administrator past the guards.
ALTER TABLE servicesim.logins ENABLE ALWAYS TRIGGER managing_kept;
ALTER TABLE servicesim.logins ENABLE ALWAYS TRIGGER managing_emptied;
ALTER TABLE servicesim.people ENABLE ALWAYS TRIGGER alias_kept;
ALTER TABLE servicesim.people ENABLE ALWAYS TRIGGER aliases_emptied;

INSERT INTO servicesim.managing (login, cohort)
SELECT DISTINCT l.login, one.cohort FROM servicesim.logins AS l, unnest(l.cohorts) AS one(cohort)
WHERE one.cohort IS NOT NULL;
INSERT INTO servicesim.aliases (name, alias) SELECT p.name, servicesim.alias_of(p.name) FROM servicesim.people AS p;
ANALYZE servicesim.managing, servicesim.aliases;

-- A review reads indexes alone where PostgreSQL knows that all may see a row. It finds that out when it vacuums,
-- which by itself it would do after a fifth of a large table has changed.
ALTER TABLE servicesim.sessions SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.02
);
