-- Who is who on this server: two group roles, and a table that says as whom a login plays or what it reads.
--
-- All that is here belongs to the role that made the store, its owner. PostgreSQL does not hold an owner to the
-- policies of its own tables.

-- Texts sort and compare by their code points, as they do in a file: times as text rely on it.
DO $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT c.oid::regclass AS of_table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS kind
        FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid
        JOIN pg_collation AS l ON l.oid = a.attcollation
        WHERE c.relnamespace = 'servicesim'::regnamespace AND c.relkind = 'r'
            AND a.attnum > 0 AND NOT a.attisdropped AND l.collname <> 'C'
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE %s COLLATE "C"', one.of_table, one.name, one.kind);
    END LOOP;
END $$;

-- Roles belong to the whole server; the database's name keeps those of two stores apart. The names are written
-- into a function, so that a database renamed later goes on with its own.
DO $$
DECLARE kind text; named text; body text := '';
BEGIN
    FOREACH kind IN ARRAY ARRAY['trainee', 'manager'] LOOP
        named := 'servicesim_' || kind || '_' || current_database();
        IF octet_length(named) > 63 THEN
            RAISE EXCEPTION 'the name of the database is too long for roles named after it: % bytes at most',
                63 - octet_length('servicesim_' || kind || '_') USING ERRCODE = 'SV001';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = named) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', named);
        END IF;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), named);
        body := body || format(' WHEN %L THEN %L', kind, named);
    END LOOP;
    EXECUTE format(
        'CREATE FUNCTION servicesim.group_role(kind text) RETURNS name LANGUAGE sql IMMUTABLE'
        ' AS %L', 'SELECT CASE kind' || body || ' END'
    );
END $$;

CREATE TABLE servicesim.logins (
    login text COLLATE "C" PRIMARY KEY,
    person text COLLATE "C",
    cohorts text[] COLLATE "C",
    CONSTRAINT either_plays_or_manages CHECK ((person IS NULL) <> (cohorts IS NULL))
);

-- The login that the connection was opened with: neither SET ROLE nor a function of another owner changes it.
CREATE FUNCTION servicesim.me() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$ SELECT person FROM logins WHERE login = session_user::text $$;

CREATE FUNCTION servicesim.is_owner() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$ SELECT pg_has_role(session_user, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'servicesim' $$;

-- The clock of the server, as the store writes times.
CREATE FUNCTION servicesim.now_text() RETURNS text
    LANGUAGE sql VOLATILE SET search_path = servicesim, pg_temp
AS $$ SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

-- Hashes cover the times, so they are made where one plays; how far they may be from the server's is held here.
CREATE FUNCTION servicesim.check_clock(moment text) RETURNS void
    LANGUAGE plpgsql VOLATILE SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF moment !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$'
        OR abs(extract(epoch FROM moment::timestamptz - clock_timestamp())) > 300
    THEN
        RAISE EXCEPTION 'the clock of this computer is more than five minutes off the server''s (%)', moment
            USING ERRCODE = 'SV001';
    END IF;
END $$;

CREATE FUNCTION servicesim.grant_login(who text, kind text) RETURNS void
    LANGUAGE plpgsql SET search_path = servicesim, pg_temp
AS $$
DECLARE other text; named name;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = who) THEN
        RAISE EXCEPTION 'the server has no login ''%''; its administrator makes one with CREATE ROLE', who
            USING ERRCODE = 'SV001';
    END IF;
    IF pg_has_role(who, (SELECT nspowner FROM pg_namespace WHERE nspname = 'servicesim'), 'MEMBER') THEN
        RAISE EXCEPTION 'the login ''%'' owns the store and can do everything in it', who USING ERRCODE = 'SV001';
    END IF;
    FOREACH other IN ARRAY ARRAY['trainee', 'manager'] LOOP
        named := group_role(other);
        IF EXISTS (
            SELECT 1 FROM pg_auth_members WHERE roleid = quote_ident(named)::regrole AND member = quote_ident(who)::regrole
        ) THEN
            EXECUTE format('REVOKE %I FROM %I', named, who);
        END IF;
    END LOOP;
    EXECUTE format('GRANT %I TO %I', group_role(kind), who);
    DELETE FROM logins WHERE login = who;
END $$;

CREATE FUNCTION servicesim.grant_trainee(who text, name text) RETURNS void
    LANGUAGE plpgsql SET search_path = servicesim, pg_temp
AS $$
BEGIN
    PERFORM grant_login(who, 'trainee');
    INSERT INTO logins (login, person) VALUES (who, name);
END $$;

CREATE FUNCTION servicesim.grant_manager(who text, names text[]) RETURNS void
    LANGUAGE plpgsql SET search_path = servicesim, pg_temp
AS $$
BEGIN
    PERFORM grant_login(who, 'manager');
    INSERT INTO logins (login, cohorts) VALUES (who, names);
END $$;
