-- The hash chain of `saves/chain.py`, worked out by the server: it takes no row that does not fit. A test holds
-- the two against each other. No literal has a backslash in it, so that no setting of a client changes one.

-- A JSON string as Python writes it: ASCII alone, what lies beyond 16 bits as two surrogates.
CREATE FUNCTION servicesim.ascii_json(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = servicesim, pg_temp
AS $$
BEGIN
    -- Most are ids of plain letters, and need no look at every letter.
    IF value COLLATE "C" ~ '^[]!#-[^-~ ]*$' THEN
        RETURN '"' || value || '"';
    END IF;
    RETURN '"' || (
        SELECT string_agg(
            CASE
                WHEN code IN (34, 92) THEN chr(92) || letter
                WHEN code BETWEEN 32 AND 126 THEN letter
                WHEN code = 8 THEN chr(92) || 'b'
                WHEN code = 9 THEN chr(92) || 't'
                WHEN code = 10 THEN chr(92) || 'n'
                WHEN code = 12 THEN chr(92) || 'f'
                WHEN code = 13 THEN chr(92) || 'r'
                WHEN code < 65536 THEN chr(92) || 'u' || lpad(to_hex(code), 4, '0')
                ELSE chr(92) || 'u' || to_hex(55296 + ((code - 65536) >> 10))
                    || chr(92) || 'u' || to_hex(56320 + ((code - 65536) & 1023))
            END,
            '' ORDER BY place
        )
        FROM regexp_split_to_table(value, '') WITH ORDINALITY AS one(letter, place), ascii(letter) AS code
    ) || '"';
END $$;

CREATE FUNCTION servicesim.sha256_hex(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT SET search_path = servicesim, pg_temp
AS $$ SELECT encode(sha256(convert_to(value, 'UTF8')), 'hex') $$;

CREATE FUNCTION servicesim.hash_of(s servicesim.sessions) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = servicesim, pg_temp
AS $$
    SELECT sha256_hex(
        '{"assisted_at_start":' || s.assisted_at_start
        || ',"id":' || ascii_json(s.id)
        || ',"mode":' || ascii_json(s.mode)
        || ',"parent":' || coalesce(ascii_json(s.parent), 'null')
        || ',"rules":' || s.rules
        || ',"seed":' || s.seed
        || ',"seen":' || s.seen
        || ',"started":' || ascii_json(s.started)
        || ',"story":' || ascii_json(s.story)
        || ',"story_digest":' || ascii_json(s.story_digest)
        || ',"trainee":' || ascii_json(s.trainee)
        || '}'
    )
$$;

CREATE FUNCTION servicesim.hash_of(previous text, r servicesim.replies) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = servicesim, pg_temp
AS $$
    SELECT sha256_hex(
        previous
        || '{"at":' || ascii_json(r.at)
        || ',"attitude":' || ascii_json(r.attitude)
        || ',"decided_ms":' || coalesce(r.decided_ms::text, 'null')
        || ',"grievances":' || r.grievances
        || ',"kind":' || ascii_json(r.kind)
        || ',"reply":' || ascii_json(r.reply)
        || ',"resistance":' || r.resistance
        || ',"scene":' || ascii_json(r.scene)
        || ',"seq":' || r.seq
        || ',"session":' || ascii_json(r.session)
        || ',"trust":' || r.trust
        || ',"turn":' || r.turn
        || '}'
    )
$$;
