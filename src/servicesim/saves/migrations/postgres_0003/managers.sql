-- What managers may see: the sessions of their cohorts, as far as the policy lets them. Views of the same names as
-- the tables, in a schema that managers alone look in, so that the program asks both alike.
--
-- Where names are in them there are two: with people as they are, and, where the policy shows cohorts alone, under
-- other names. Which of the two is read is known before a row is, and in the first a name is a plain column with
-- its index. The people of a manager are a set; a function asked of every row would cost a hundred times as much.
--
-- `security_barrier`: no function of a manager's own sees a row that the view does not show. It does not hold for
-- a union, whose parts PostgreSQL takes apart (a test shows it): each part is a view with a barrier of its own.

-- What names are hidden behind. Made here, so that nobody has to write it who may only read.
INSERT INTO servicesim.policy (name, value)
SELECT 'secret', encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex')
WHERE NOT EXISTS (SELECT 1 FROM servicesim.policy WHERE name = 'secret');

-- A value that is not known here hides most.
CREATE FUNCTION servicesim.people_shown() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$ SELECT coalesce((SELECT value FROM policy WHERE name = 'people'), 'shown') = 'shown' $$;

CREATE FUNCTION servicesim.practice_scored() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$ SELECT coalesce((SELECT value FROM policy WHERE name = 'practice'), 'scores') IN ('whole', 'scores') $$;

CREATE FUNCTION servicesim.practice_whole() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$ SELECT coalesce((SELECT value FROM policy WHERE name = 'practice'), 'scores') = 'whole' $$;

CREATE FUNCTION servicesim.managed_cohorts() RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = servicesim, pg_temp ROWS 5
AS $$ SELECT unnest(cohorts) FROM logins WHERE login = session_user::text $$;

-- The people of the manager who asks. Where the policy shows cohorts alone, no cohort of fewer than five: who they
-- are could be told. A plain view, so that one person is looked up, and of many a set is made once.
CREATE VIEW servicesim.managed AS
SELECT p.name, p.cohort FROM servicesim.people AS p
WHERE p.cohort IN (SELECT servicesim.managed_cohorts())
    AND (
        (SELECT servicesim.people_shown())
        OR 5 <= (SELECT count(*) FROM servicesim.people AS q WHERE q.cohort = p.cohort)
    );

CREATE SCHEMA servicesim_review;

-- How a session went is shown once the owner's check has worked it out: before that it is what somebody claims.
-- Hashes are left out: a name could be tried against them, and no chain holds over rows that are shown in part.
CREATE VIEW servicesim.sessions_named WITH (security_barrier) AS
SELECT s.id, s.trainee, s.story, s.story_digest, s.mode, s.seed, s.rules, s.parent, s.assisted_at_start, s.seen, s.started,
    ''::varchar(64) COLLATE "C" AS hash, s.status,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.ending END AS ending,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.outcome END AS outcome,
    s.turns, s.touched, s.ended,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.empathy END AS empathy,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.clarity END AS clarity,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.trust END AS trust,
    s.assisted, s.debriefed, ''::varchar(64) COLLATE "C" AS tip, s.first, s.scored, s.tallied
FROM servicesim.sessions AS s
WHERE (SELECT servicesim.people_shown()) AND s.trainee IN (SELECT m.name FROM servicesim.managed AS m);

CREATE VIEW servicesim.sessions_hidden WITH (security_barrier) AS
SELECT s.id, 
        'p-' || left(encode(sha256(convert_to(
            (SELECT p.value FROM servicesim.policy AS p WHERE p.name = 'secret') || s.trainee, 'UTF8'
        )), 'hex'), 16) AS trainee, s.story, s.story_digest, s.mode, s.seed, s.rules, s.parent, s.assisted_at_start, s.seen, s.started,
    ''::varchar(64) COLLATE "C" AS hash, s.status,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.ending END AS ending,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.outcome END AS outcome,
    s.turns, s.touched, s.ended,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.empathy END AS empathy,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.clarity END AS clarity,
    CASE WHEN s.scored AND (s.mode = 'assessment' OR (SELECT servicesim.practice_scored())) THEN s.trust END AS trust,
    s.assisted, s.debriefed, ''::varchar(64) COLLATE "C" AS tip, s.first, s.scored, s.tallied
FROM servicesim.sessions AS s
WHERE NOT (SELECT servicesim.people_shown()) AND s.trainee IN (SELECT m.name FROM servicesim.managed AS m);

CREATE VIEW servicesim_review.sessions AS
SELECT * FROM servicesim.sessions_named UNION ALL SELECT * FROM servicesim.sessions_hidden;

-- How long somebody took to choose is shown of no single person, nor is it to be had from the distance between two
-- replies: each stands at the minute it was given.
CREATE VIEW servicesim_review.replies WITH (security_barrier) AS
SELECT r.session, r.seq, r.kind, r.turn, r.scene, r.reply, r.attitude, r.resistance, r.trust, r.grievances,
    (left(r.at, 17) || '00.000000Z')::varchar(27) COLLATE "C" AS at, NULL::integer AS decided_ms, ''::varchar(64) COLLATE "C" AS hash
FROM servicesim.replies AS r
WHERE (SELECT servicesim.people_shown()) AND r.session IN (
    SELECT s.id FROM servicesim.sessions AS s
    WHERE s.trainee IN (SELECT m.name FROM servicesim.managed AS m)
        AND (s.mode = 'assessment' OR (SELECT servicesim.practice_whole()))
);

CREATE VIEW servicesim.people_named WITH (security_barrier) AS
SELECT p.name, p.cohort FROM servicesim.people AS p
WHERE (SELECT servicesim.people_shown()) AND p.name IN (SELECT m.name FROM servicesim.managed AS m);

CREATE VIEW servicesim.people_hidden WITH (security_barrier) AS
SELECT
    'p-' || left(encode(sha256(convert_to(
        (SELECT s.value FROM servicesim.policy AS s WHERE s.name = 'secret') || p.name, 'UTF8'
    )), 'hex'), 16) AS name,
    p.cohort
FROM servicesim.people AS p
WHERE NOT (SELECT servicesim.people_shown()) AND p.name IN (SELECT m.name FROM servicesim.managed AS m);

CREATE VIEW servicesim_review.people AS
SELECT * FROM servicesim.people_named UNION ALL SELECT * FROM servicesim.people_hidden;

CREATE VIEW servicesim_review.assignments WITH (security_barrier) AS
SELECT a.id, a.story, a.mode, a.cohort, a.person, a.due, a.at, a.author FROM servicesim.assignments AS a
WHERE a.cohort IN (SELECT servicesim.managed_cohorts())
    OR ((SELECT servicesim.people_shown()) AND a.person IN (SELECT m.name FROM servicesim.managed AS m));

CREATE VIEW servicesim_review.comments WITH (security_barrier) AS
SELECT c.id, c.session, c.author, c.at, c.text FROM servicesim.comments AS c
WHERE (SELECT servicesim.people_shown()) AND c.session IN (
    SELECT s.id FROM servicesim.sessions AS s WHERE s.trainee IN (SELECT m.name FROM servicesim.managed AS m)
);

CREATE VIEW servicesim_review.deliveries WITH (security_barrier) AS
SELECT d.target, d.session, d.at FROM servicesim.deliveries AS d
WHERE d.session IN (
    SELECT s.id FROM servicesim.sessions AS s WHERE s.trainee IN (SELECT m.name FROM servicesim.managed AS m)
);

-- Counts over everybody. Of a moment that fewer than five people came to they could be one person's replies.
CREATE VIEW servicesim_review.tallies WITH (security_barrier) AS
SELECT t.story_digest, t.rules, t.mode, t.scene, t.reply, t.given, t.best, t.gave_away, t.d_resistance, t.d_trust,
    t.trust_fell
FROM servicesim.tallies AS t
WHERE 5 <= (
    SELECT sum(u.given) FROM servicesim.tallies AS u
    WHERE (u.story_digest, u.rules, u.mode, u.scene) = (t.story_digest, t.rules, t.mode, t.scene)
);

CREATE VIEW servicesim_review.stories WITH (security_barrier) AS
SELECT digest, story, title, document, source FROM servicesim.stories;

CREATE VIEW servicesim_review.policy WITH (security_barrier) AS
SELECT name, value FROM servicesim.policy WHERE name <> 'secret';

CREATE VIEW servicesim_review.alembic_version WITH (security_barrier) AS
SELECT version_num FROM servicesim.alembic_version;

-- What managers write goes through these, and is signed with the login.

CREATE FUNCTION servicesim.check_signature(author text, moment text) RETURNS void
    LANGUAGE plpgsql SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF author IS DISTINCT FROM session_user::text THEN
        RAISE EXCEPTION 'who logged in as ''%'' does not sign as ''%''', session_user, author USING ERRCODE = 'SV001';
    END IF;
    PERFORM check_clock(moment);
END $$;

CREATE FUNCTION servicesim.write_assignment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    PERFORM check_signature(NEW.author, NEW.at);
    IF num_nonnulls(NEW.cohort, NEW.person) <> 1
        OR (NEW.cohort IS NOT NULL AND NEW.cohort NOT IN (SELECT managed_cohorts()))
        OR (NEW.person IS NOT NULL
            AND NOT (people_shown() AND NEW.person IN (SELECT m.name FROM managed AS m)))
    THEN
        RAISE EXCEPTION 'a manager gives work to the cohorts of this login and the people in them alone'
            USING ERRCODE = 'SV001';
    END IF;
    INSERT INTO assignments (id, story, mode, cohort, person, due, at, author)
    VALUES (NEW.id, NEW.story, NEW.mode, NEW.cohort, NEW.person, NEW.due, NEW.at, NEW.author);
    RETURN NEW;
END $$;

CREATE FUNCTION servicesim.write_comment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    PERFORM check_signature(NEW.author, NEW.at);
    IF NOT people_shown() OR NOT EXISTS (
        SELECT 1 FROM sessions AS s WHERE s.id = NEW.session AND s.trainee IN (SELECT m.name FROM managed AS m)
    ) THEN
        RAISE EXCEPTION 'the session is not in the store' USING ERRCODE = 'SV001';
    END IF;
    INSERT INTO comments (id, session, author, at, text)
    VALUES (NEW.id, NEW.session, NEW.author, NEW.at, NEW.text);
    RETURN NEW;
END $$;

CREATE FUNCTION servicesim.write_delivery() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM sessions AS s WHERE s.id = NEW.session AND s.trainee IN (SELECT m.name FROM managed AS m)
    ) THEN
        RAISE EXCEPTION 'the session is not in the store' USING ERRCODE = 'SV001';
    END IF;
    INSERT INTO deliveries (target, session, at) VALUES (NEW.target, NEW.session, NEW.at);
    RETURN NEW;
END $$;

-- What somebody wrote is theirs to take back.
CREATE FUNCTION servicesim.take_back() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF OLD.author <> session_user::text THEN
        RAISE EXCEPTION 'only ''%'', who wrote it, takes it back', OLD.author USING ERRCODE = 'SV001';
    END IF;
    EXECUTE format('DELETE FROM %I WHERE id = $1', TG_TABLE_NAME) USING OLD.id;
    RETURN OLD;
END $$;

CREATE TRIGGER written INSTEAD OF INSERT ON servicesim_review.assignments
    FOR EACH ROW EXECUTE FUNCTION servicesim.write_assignment();
CREATE TRIGGER written INSTEAD OF INSERT ON servicesim_review.comments
    FOR EACH ROW EXECUTE FUNCTION servicesim.write_comment();
CREATE TRIGGER written INSTEAD OF INSERT ON servicesim_review.deliveries
    FOR EACH ROW EXECUTE FUNCTION servicesim.write_delivery();
CREATE TRIGGER taken_back INSTEAD OF DELETE ON servicesim_review.assignments
    FOR EACH ROW EXECUTE FUNCTION servicesim.take_back();
CREATE TRIGGER taken_back INSTEAD OF DELETE ON servicesim_review.comments
    FOR EACH ROW EXECUTE FUNCTION servicesim.take_back();

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA servicesim FROM PUBLIC;
DO $$
DECLARE manager name := servicesim.group_role('manager');
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA servicesim_review TO %I', manager);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA servicesim_review TO %I', manager);
    EXECUTE format('GRANT INSERT, DELETE ON servicesim_review.assignments, servicesim_review.comments TO %I', manager);
    EXECUTE format('GRANT INSERT ON servicesim_review.deliveries TO %I', manager);
    EXECUTE format('GRANT EXECUTE ON FUNCTION servicesim.people_shown(), servicesim.practice_scored(),'
        ' servicesim.practice_whole(), servicesim.managed_cohorts() TO %I', manager);
END $$;
