-- What trainees may do: read and add to their own sessions. Order, hash chain, clock and what a session claims of
-- itself are checked as it is written; whatever changes afterwards, the server changes itself.

CREATE FUNCTION servicesim.check_story() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
DECLARE told json;
BEGIN
    IF sha256_hex(NEW.document) <> NEW.digest THEN
        RAISE EXCEPTION 'the text of a story is not the one that its digest names' USING ERRCODE = 'SV001';
    END IF;
    -- Two who begin the same new story at once: the second finds it there.
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.digest, 0));
    IF EXISTS (SELECT 1 FROM stories WHERE digest = NEW.digest) THEN
        RETURN NULL;
    END IF;
    IF NOT is_owner() THEN
        IF octet_length(NEW.document) > 16000000 THEN
            RAISE EXCEPTION 'the text of the story is too large' USING ERRCODE = 'SV001';
        END IF;
        told := NEW.document::json -> 'story';
        IF (told ->> 'id', told ->> 'title', told ->> 'source')
            IS DISTINCT FROM (NEW.story::text, NEW.title::text, NEW.source::text)
        THEN
            RAISE EXCEPTION 'the story is not what its text says' USING ERRCODE = 'SV001';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION servicesim.check_session() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF hash_of(NEW) IS DISTINCT FROM NEW.hash THEN
        RAISE EXCEPTION 'the session does not fit its hash' USING ERRCODE = 'SV001';
    END IF;
    -- The owner brings sessions from elsewhere, whole and as old as they are.
    IF is_owner() THEN
        RETURN NEW;
    END IF;
    IF me() IS DISTINCT FROM NEW.trainee THEN
        RAISE EXCEPTION 'this login plays as ''%'', not as ''%''', coalesce(me(), '(nobody)'), NEW.trainee
            USING ERRCODE = 'SV001';
    END IF;
    PERFORM check_clock(NEW.started);
    -- Of two that begin at once only one can be the first.
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.trainee || chr(10) || NEW.story, 0));
    IF NEW.first = EXISTS (
        SELECT 1 FROM sessions AS s WHERE s.trainee = NEW.trainee AND s.story = NEW.story
    ) THEN
        RAISE EXCEPTION 'the session claims to be a first attempt or a later one, and is not'
            USING ERRCODE = 'SV001';
    END IF;
    IF NEW.seen <> EXISTS (
        SELECT 1 FROM sessions AS s
        WHERE s.trainee = NEW.trainee AND s.story = NEW.story AND s.debriefed IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the session claims to be seen or unseen, and is not' USING ERRCODE = 'SV001';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM stories WHERE digest = NEW.story_digest AND story = NEW.story) THEN
        RAISE EXCEPTION 'the text of the story has to be kept first' USING ERRCODE = 'SV001';
    END IF;
    IF NEW.id !~ '^[0-9a-f]{32}$' OR EXISTS (SELECT 1 FROM tombstones WHERE session = NEW.id)
        OR NEW.mode NOT IN ('practice', 'assessment') OR NEW.seed < 0 OR NEW.rules < 1
        OR NEW.assisted <> NEW.assisted_at_start
        OR (NEW.parent IS NOT NULL AND NOT NEW.assisted)
        OR (NEW.assisted AND NEW.mode <> 'practice')
        OR (NEW.status, NEW.turns, NEW.tip, NEW.touched) <> ('in_progress', 0, NEW.hash, NEW.started)
        OR num_nonnulls(NEW.ending, NEW.outcome, NEW.ended, NEW.empathy, NEW.clarity, NEW.trust, NEW.debriefed) > 0
        OR NEW.scored OR NEW.tallied
    THEN
        RAISE EXCEPTION 'no session begins so' USING ERRCODE = 'SV001';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION servicesim.check_reply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
DECLARE s sessions; last replies; mine boolean := NOT is_owner(); standing integer; previous text;
BEGIN
    -- One at a time in a session: who comes second sees what the first has written.
    SELECT * INTO s FROM sessions WHERE id = NEW.session AND (NOT mine OR trainee = me()) FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the session is not in the store' USING ERRCODE = 'SV001';
    END IF;
    SELECT * INTO last FROM replies WHERE session = NEW.session ORDER BY seq DESC LIMIT 1;
    standing := coalesce(last.turn, 0);
    previous := coalesce(last.hash, s.hash);
    IF NEW.seq IS DISTINCT FROM coalesce(last.seq, 0) + 1 THEN
        RAISE EXCEPTION 'replies are appended in order: another program may have gone on with this session'
            USING ERRCODE = 'SV001';
    END IF;
    IF (NEW.kind = 'reply' AND NEW.turn = standing + 1) IS NOT TRUE
        AND (NEW.kind = 'back' AND NEW.turn >= 0 AND NEW.turn < standing AND s.mode = 'practice') IS NOT TRUE
    THEN
        RAISE EXCEPTION 'a ''%'' cannot leave % replies standing where % stood before', NEW.kind, NEW.turn, standing
            USING ERRCODE = 'SV001';
    END IF;
    IF hash_of(previous, NEW) IS DISTINCT FROM NEW.hash THEN
        RAISE EXCEPTION 'the reply does not fit its hash and the one before it' USING ERRCODE = 'SV001';
    END IF;
    IF mine THEN
        IF s.status <> 'in_progress' THEN
            RAISE EXCEPTION 'the session has ended already' USING ERRCODE = 'SV001';
        END IF;
        -- Where rows were dropped at the end, going on must not make the chain whole again.
        IF s.tip <> previous THEN
            RAISE EXCEPTION 'the rows of the session do not end with the one that was saved last'
                USING ERRCODE = 'SV001';
        END IF;
        IF NEW.resistance NOT BETWEEN 0 AND 10 OR NEW.trust NOT BETWEEN 0 AND 10
            OR NEW.grievances NOT BETWEEN 0 AND 3 OR NEW.decided_ms < 0
        THEN
            RAISE EXCEPTION 'no reply leaves the levels so' USING ERRCODE = 'SV001';
        END IF;
        PERFORM check_clock(NEW.at);
    END IF;
    -- A session that its owner brings whole stands at its end already, and stays there.
    UPDATE sessions SET turns = NEW.turn, touched = NEW.at, tip = NEW.hash, assisted = s.assisted OR NEW.kind = 'back'
    WHERE id = s.id AND tip = previous;
    RETURN NEW;
END $$;

CREATE FUNCTION servicesim.refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = servicesim, pg_temp
AS $$ BEGIN RAISE EXCEPTION 'replies are never changed' USING ERRCODE = 'SV001'; END $$;

CREATE FUNCTION servicesim.refuse_deletion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tombstones WHERE session = OLD.session) THEN
        RAISE EXCEPTION 'replies are deleted with their session only' USING ERRCODE = 'SV001';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER stories_checked BEFORE INSERT ON servicesim.stories
    FOR EACH ROW EXECUTE FUNCTION servicesim.check_story();
CREATE TRIGGER sessions_checked BEFORE INSERT ON servicesim.sessions
    FOR EACH ROW EXECUTE FUNCTION servicesim.check_session();
CREATE TRIGGER replies_in_order BEFORE INSERT ON servicesim.replies
    FOR EACH ROW EXECUTE FUNCTION servicesim.check_reply();
CREATE TRIGGER replies_unchanged BEFORE UPDATE ON servicesim.replies
    FOR EACH ROW EXECUTE FUNCTION servicesim.refuse_change();
CREATE TRIGGER replies_undeleted BEFORE DELETE ON servicesim.replies
    FOR EACH ROW EXECUTE FUNCTION servicesim.refuse_deletion();

-- What happens to a session beside its replies. Each says whether there is such a session, of one's own.

-- The scores are what the player's program claims: `store check` works them out, and only then they count.
CREATE FUNCTION servicesim.end_session(
    of_session text, its_ending text, its_outcome text,
    its_empathy double precision, its_clarity double precision, its_trust double precision
) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF (its_outcome IN ('resolved', 'partly', 'handed_over', 'lost')) IS NOT TRUE OR its_ending IS NULL
        OR its_empathy NOT BETWEEN 0 AND 100 OR its_clarity NOT BETWEEN 0 AND 100
        OR its_trust NOT BETWEEN 0 AND 100
    THEN
        RAISE EXCEPTION 'no session ends so' USING ERRCODE = 'SV001';
    END IF;
    UPDATE sessions SET status = 'ended', ended = touched, ending = its_ending, outcome = its_outcome,
        empathy = its_empathy, clarity = its_clarity, trust = its_trust, scored = false
    WHERE id = of_session AND status = 'in_progress' AND turns > 0 AND (trainee = me() OR is_owner());
    RETURN FOUND;
END $$;

CREATE FUNCTION servicesim.assist_session(of_session text, moment text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF NOT is_owner() THEN
        PERFORM check_clock(moment);
    END IF;
    -- Not after the end: a first attempt that went badly stays what it is.
    UPDATE sessions SET assisted = true, touched = moment
    WHERE id = of_session AND status = 'in_progress' AND (trainee = me() OR is_owner());
    RETURN FOUND;
END $$;

CREATE FUNCTION servicesim.debriefed_session(of_session text, moment text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = servicesim, pg_temp
AS $$
BEGIN
    IF NOT is_owner() THEN
        PERFORM check_clock(moment);
    END IF;
    UPDATE sessions SET debriefed = moment WHERE id = of_session AND (trainee = me() OR is_owner());
    RETURN FOUND;
END $$;

-- `(SELECT me())` is asked once a query. Asked of every row it would cost some twenty times as much.
ALTER TABLE servicesim.sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON servicesim.sessions USING (trainee = (SELECT servicesim.me()));
ALTER TABLE servicesim.replies ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON servicesim.replies USING (
    session IN (SELECT s.id FROM servicesim.sessions AS s WHERE s.trainee = (SELECT servicesim.me()))
);
ALTER TABLE servicesim.comments ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON servicesim.comments USING (
    session IN (SELECT s.id FROM servicesim.sessions AS s WHERE s.trainee = (SELECT servicesim.me()))
);
ALTER TABLE servicesim.deliveries ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON servicesim.deliveries USING (
    session IN (SELECT s.id FROM servicesim.sessions AS s WHERE s.trainee = (SELECT servicesim.me()))
);
ALTER TABLE servicesim.people ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON servicesim.people USING (name = (SELECT servicesim.me()));
ALTER TABLE servicesim.assignments ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON servicesim.assignments USING (
    person = (SELECT servicesim.me())
    OR cohort = (SELECT p.cohort FROM servicesim.people AS p WHERE p.name = (SELECT servicesim.me()))
);
ALTER TABLE servicesim.policy ENABLE ROW LEVEL SECURITY;
CREATE POLICY no_secret ON servicesim.policy USING (name <> 'secret');
ALTER TABLE servicesim.tallies ENABLE ROW LEVEL SECURITY;
ALTER TABLE servicesim.tombstones ENABLE ROW LEVEL SECURITY;
ALTER TABLE servicesim.logins ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA servicesim FROM PUBLIC;
DO $$
DECLARE trainee name := servicesim.group_role('trainee');
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA servicesim TO %I', trainee);
    EXECUTE format('GRANT SELECT, INSERT ON servicesim.stories, servicesim.sessions, servicesim.replies,'
        ' servicesim.deliveries TO %I', trainee);
    EXECUTE format('GRANT SELECT ON servicesim.alembic_version, servicesim.people, servicesim.assignments,'
        ' servicesim.comments, servicesim.policy TO %I', trainee);
    EXECUTE format('GRANT EXECUTE ON FUNCTION servicesim.me(), servicesim.assist_session(text, text),'
        ' servicesim.debriefed_session(text, text), servicesim.end_session(text, text, text,'
        ' double precision, double precision, double precision) TO %I', trainee);
END $$;
