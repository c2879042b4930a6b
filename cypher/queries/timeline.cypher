// title: Timeline
// answers: Events in order of date, each with the best receipt of it
// param since: first day, YYYY-MM-DD (default "")
// param until: last day, YYYY-MM-DD (default "")
MATCH (e:Event)
WHERE e.date_from IS NOT NULL AND ($since = '' OR e.date_to >= $since) AND ($until = '' OR e.date_from <= $until)
MATCH (x:Claim)-[:SUBJECT|OBJECT]->(e)
WITH e, max(x.confidence) AS best
MATCH (y:Claim)-[:SUBJECT|OBJECT]->(e)
WHERE y.confidence = best
WITH e, min(y.id) AS receipt
MATCH (c:Claim)-[:`FROM`]->(d:Document)
WHERE c.id = receipt
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN e.date_from AS day, e.date AS date, e.event_type AS event_type, e.name AS event, e.status AS status,
       c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY day, event, claim, e.id
