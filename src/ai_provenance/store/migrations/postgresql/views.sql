-- What readers see: dashboards and analysts, by the role prov_reader. A team with fewer than three repositories, or with
-- fewer than five authors in all of them as far as that is known, is a part of the team `others`.
CREATE OR REPLACE VIEW fleet_run AS
SELECT organisation, to_timestamp(started) AS started, coverage, repositories, definition
FROM run WHERE organisation IS NOT NULL;

CREATE OR REPLACE VIEW fleet_member AS
WITH newest AS (
    SELECT DISTINCT ON (organisation) id, organisation FROM run WHERE organisation IS NOT NULL
    ORDER BY organisation, started DESC, id DESC
), judged AS (
    SELECT n.organisation, p.id, p.identity, coalesce(p.team, 'unassigned') AS team, o.state, o.reason,
        (SELECT l.few_authors FROM observation AS l WHERE l.repository = p.id AND l.state = 'ok'
            ORDER BY l.day DESC LIMIT 1) AS few_authors
    FROM newest AS n JOIN observation AS o ON o.run = n.id JOIN repository AS p ON p.id = o.repository
)
SELECT organisation, id, identity AS repository, state, reason,
    CASE WHEN count(*) OVER of_team >= 3 AND min(coalesce(few_authors, 1)) OVER of_team = 0
        THEN team ELSE 'others' END AS team
FROM judged WINDOW of_team AS (PARTITION BY organisation, team);

CREATE OR REPLACE VIEW fleet_value AS
SELECT m.organisation, m.team, m.repository, to_timestamp(o.day * 86400.0) AS day, n.name AS metric, n.label,
    v.num AS numerator, v.den AS denominator, coalesce(v.val, v.num / v.den) AS value, d.digest AS definition
FROM fleet_member AS m
JOIN observation AS o ON o.repository = m.id AND o.state = 'ok'
JOIN value AS v ON v.repository = o.repository AND v.day = o.day
JOIN metric AS n ON n.id = v.metric
JOIN definition AS d ON d.id = v.definition;

-- For each day with a run the last value at or before it, no older than the run allows: what may be added up. On a day
-- on which a team was too small, it is a part of `others`, however large it is today.
CREATE OR REPLACE VIEW fleet_daily AS
WITH held AS (
SELECT r.organisation, r.definition, r.day, m.id, m.repository, m.team, l.day AS judged,
    CASE WHEN count(*) OVER of_team >= 3 AND min(coalesce(l.few_authors, 1)) OVER of_team = 0
        THEN m.team ELSE 'others' END AS shown
FROM (SELECT DISTINCT ON (organisation, started / 86400) organisation, (started / 86400)::integer AS day, stale_after,
        split_part(definition, '+', 1) AS definition
    FROM run WHERE organisation IS NOT NULL ORDER BY organisation, started / 86400, started DESC) AS r
JOIN fleet_member AS m ON m.organisation = r.organisation
JOIN observation AS s ON s.repository = m.id AND s.day = r.day
LEFT JOIN LATERAL (SELECT o.day, o.few_authors FROM observation AS o
    WHERE o.repository = m.id AND o.state = 'ok' AND o.day <= r.day AND o.day > r.day - r.stale_after
    ORDER BY o.day DESC LIMIT 1) AS l ON true
WINDOW of_team AS (PARTITION BY r.organisation, r.day, m.team)
)
SELECT h.organisation, h.shown AS team, h.repository, to_timestamp(h.day * 86400.0) AS day, n.name AS metric,
    v.num AS numerator, v.den AS denominator
FROM held AS h
JOIN value AS v ON v.repository = h.id AND v.day = h.judged AND v.den IS NOT NULL
JOIN metric AS n ON n.id = v.metric
JOIN definition AS d ON d.id = v.definition AND d.digest = h.definition;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'prov_reader') THEN
        GRANT SELECT ON fleet_run, fleet_member, fleet_value, fleet_daily TO prov_reader;
    END IF;
END
$$;
