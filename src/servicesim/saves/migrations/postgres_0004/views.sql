-- What managers read: views of the same names as the tables, in the schema that managers alone look in.
--
-- They are written for the policy that holds, and written anew when it changes. So each is as plain as can be: what
-- it shows stands in indexes, and nothing is asked of a row that is known before. What the policy hides is in no
-- view, under whatever name.
--
-- `security_barrier`: no function of a manager's own sees a row that the view does not show. It does not hold for
-- a union, whose parts PostgreSQL takes apart (a test shows it): each part is a view with a barrier of its own.

DROP VIEW servicesim_review.sessions, servicesim_review.replies, servicesim_review.people,
    servicesim_review.assignments, servicesim_review.comments, servicesim_review.deliveries;
DROP VIEW servicesim.sessions_named, servicesim.sessions_hidden, servicesim.people_named, servicesim.people_hidden,
    servicesim.managed;

CREATE FUNCTION servicesim.write_views() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
DECLARE
    named constant boolean := people_shown();
    scored constant boolean := practice_scored();
    whole constant boolean := practice_whole();
    -- Whose sessions: a name is a plain column with its index, and the people are a set.
    person constant text := CASE WHEN named THEN 's.trainee' ELSE 'm.alias' END;
    theirs constant text := CASE WHEN named THEN ' FROM sessions AS s WHERE s.trainee IN (SELECT m.name FROM managed AS m)'
        ELSE ' FROM sessions AS s JOIN managed AS m ON m.name = s.trainee WHERE true' END;
    columns constant text := 's.id, %s AS trainee, s.story, s.story_digest, s.mode, s.seed, s.rules, %s, s.started, '
        '''''::varchar(64) COLLATE "C" AS hash, s.status, %s, '
        '''''::varchar(64) COLLATE "C" AS tip, %s';
BEGIN
    -- The people whom the login that asks reads. Under other names there are none of a cohort of fewer than five:
    -- who they are could be told.
    EXECUTE 'CREATE OR REPLACE VIEW managed AS SELECT p.name, p.cohort, '
        || CASE WHEN named THEN 'p.name' ELSE 'a.alias' END
        || ' AS alias FROM people AS p JOIN managing AS l ON l.cohort = p.cohort'
        || CASE WHEN named THEN ' WHERE ' ELSE ' JOIN aliases AS a ON a.name = p.name WHERE p.cohort IN'
            ' (SELECT q.cohort FROM people AS q GROUP BY q.cohort HAVING count(*) >= 5) AND ' END
        || 'l.login = session_user::text';

    -- Sessions as they are. How one went is shown once the owner's check has worked it out: before that it is what
    -- somebody claims. Hashes are left out: a name could be tried against them, and no chain holds over rows that
    -- are shown in part.
    EXECUTE 'CREATE OR REPLACE VIEW sessions_open WITH (security_barrier) AS SELECT '
        || format(
            columns, person,
            's.parent, s.assisted_at_start, s.seen',
            'CASE WHEN s.scored THEN s.ending END AS ending, CASE WHEN s.scored THEN s.outcome END AS outcome,'
            ' s.turns, s.touched, s.ended, CASE WHEN s.scored THEN s.empathy END AS empathy,'
            ' CASE WHEN s.scored THEN s.clarity END AS clarity, CASE WHEN s.scored THEN s.trust END AS trust,'
            ' s.assisted, s.debriefed',
            's.first, s.scored, s.tallied'
        )
        || theirs || CASE WHEN scored THEN '' ELSE ' AND s.mode = ''assessment''' END;

    -- Sessions of which the policy shows only that they took place. That one ended is shown, and not when.
    EXECUTE 'CREATE OR REPLACE VIEW sessions_closed WITH (security_barrier) AS SELECT '
        || format(
            columns, person,
            'NULL::varchar(32) COLLATE "C" AS parent, false AS assisted_at_start, false AS seen',
            'NULL::text COLLATE "C" AS ending, NULL::varchar COLLATE "C" AS outcome, 0 AS turns,'
            ' s.started AS touched, CASE WHEN s.ended IS NULL THEN s.ended ELSE s.started END AS ended,'
            ' NULL::double precision AS empathy, NULL::double precision AS clarity, NULL::double precision AS trust,'
            ' false AS assisted, NULL::varchar(27) COLLATE "C" AS debriefed',
            'false AS first, false AS scored, false AS tallied'
        )
        || theirs || ' AND s.mode = ''practice''';

    EXECUTE 'CREATE OR REPLACE VIEW servicesim_review.sessions AS SELECT * FROM sessions_open'
        || CASE WHEN scored THEN '' ELSE ' UNION ALL SELECT * FROM sessions_closed' END;

    EXECUTE 'CREATE OR REPLACE VIEW servicesim_review.people WITH (security_barrier) AS'
        ' SELECT m.alias AS name, m.cohort FROM managed AS m';

    -- How long somebody took to choose is shown of no single person, nor is it to be had from the distance between
    -- two replies: each stands at the minute it was given.
    EXECUTE 'CREATE OR REPLACE VIEW servicesim_review.replies WITH (security_barrier) AS'
        ' SELECT r.session, r.seq, r.kind, r.turn, r.scene, r.reply, r.attitude, r.resistance, r.trust, r.grievances,'
        ' (left(r.at, 17) || ''00.000000Z'')::varchar(27) COLLATE "C" AS at, NULL::integer AS decided_ms,'
        ' ''''::varchar(64) COLLATE "C" AS hash'
        ' FROM replies AS r JOIN sessions AS s ON s.id = r.session JOIN managed AS m ON m.name = s.trainee WHERE '
        || CASE WHEN NOT named THEN 'false' WHEN whole THEN 'true' ELSE 's.mode = ''assessment''' END;

    EXECUTE 'CREATE OR REPLACE VIEW servicesim_review.comments WITH (security_barrier) AS'
        ' SELECT c.id, c.session, c.author, c.at, c.text FROM comments AS c JOIN sessions AS s ON s.id = c.session'
        ' JOIN managed AS m ON m.name = s.trainee WHERE ' || named;

    EXECUTE 'CREATE OR REPLACE VIEW servicesim_review.assignments WITH (security_barrier) AS'
        ' SELECT a.id, a.story, a.mode, a.cohort, a.person, a.due, a.at, a.author FROM assignments AS a'
        ' WHERE a.cohort IN (SELECT l.cohort FROM managing AS l WHERE l.login = session_user::text)'
        || CASE WHEN named THEN ' OR a.person IN (SELECT m.name FROM managed AS m)' ELSE '' END;

    EXECUTE 'CREATE OR REPLACE VIEW servicesim_review.deliveries WITH (security_barrier) AS'
        ' SELECT d.target, d.session, d.at FROM deliveries AS d JOIN sessions AS s ON s.id = d.session'
        ' JOIN managed AS m ON m.name = s.trainee';
END $$;

CREATE FUNCTION servicesim.policy_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
DECLARE holds constant text := format('people shown: %s, practice scored: %s, practice whole: %s',
    people_shown(), practice_scored(), practice_whole());
BEGIN
    -- Other names under another secret.
    IF EXISTS (SELECT 1 FROM (SELECT * FROM aliases LIMIT 1) AS a WHERE a.alias <> alias_of(a.name)) THEN
        UPDATE aliases SET alias = alias_of(name);
    END IF;
    IF obj_description('servicesim_review'::regnamespace) IS DISTINCT FROM holds THEN
        PERFORM write_views();
        EXECUTE format('COMMENT ON SCHEMA servicesim_review IS %L', holds);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER policy_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON servicesim.policy
    FOR EACH STATEMENT EXECUTE FUNCTION servicesim.policy_changed();
ALTER TABLE servicesim.policy ENABLE ALWAYS TRIGGER policy_changed;

SELECT servicesim.write_views();

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
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA servicesim_review TO %I', manager);
    EXECUTE format('GRANT INSERT, DELETE ON servicesim_review.assignments, servicesim_review.comments TO %I', manager);
    EXECUTE format('GRANT INSERT ON servicesim_review.deliveries TO %I', manager);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION servicesim.people_shown(), servicesim.practice_scored(),'
        ' servicesim.practice_whole(), servicesim.managed_cohorts() FROM %I', manager);
END $$;
