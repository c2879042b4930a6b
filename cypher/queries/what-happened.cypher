// title: What happened where and when
// answers: Events by place and day, with the sentence that places them
// param place: part of the place's name (default "")
// param since: first day, YYYY-MM-DD (default "")
// param until: last day, YYYY-MM-DD (default "")
WITH toLower($place) AS sought_place
MATCH (c:Claim)-[:SUBJECT]->(e:Event), (c)-[:OBJECT]->(p:Place), (c)-[:`FROM`]->(d:Document)
WHERE c.predicate = 'OCCURRED_AT' AND c.polarity = 'affirmed'
  AND ($since = '' OR e.date_to >= $since) AND ($until = '' OR e.date_from <= $until)
  AND (sought_place = '' OR toLower(p.name) CONTAINS sought_place
       OR any(x IN coalesce(p.aliases, []) WHERE toLower(x) CONTAINS sought_place))
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN coalesce(e.date, '') AS date, e.event_type AS event_type, e.name AS event, p.name AS place, e.status AS status,
       c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY coalesce(e.date_from, ''), date, event, place, published, claim
