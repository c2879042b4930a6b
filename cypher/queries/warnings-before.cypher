// title: Warnings before an event
// answers: Warnings of an event, or of something at its place, that were given before the day it happened
// param event: part of the event's name, or of words that name it (default "")
WITH toLower($event) AS sought_event
MATCH (c:Claim)-[:SUBJECT]->(a), (c)-[:OBJECT]->(f:Event), (c)-[:`FROM`]->(d:Document)
WHERE c.predicate = 'WARNED_OF' AND c.polarity = 'affirmed'
MATCH (e:Event)
WHERE e.status IN ['occurred', 'ongoing'] AND e.event_type IN ['Attack', 'Disaster', 'Accident', 'Fire', 'War', 'Protest']
  AND e.date_from > coalesce(c.said_on, c.date_from, d.published)
  AND (sought_event = '' OR toLower(e.name) CONTAINS sought_event
       OR any(x IN coalesce(e.mentions, []) WHERE toLower(x) CONTAINS sought_event))
  AND (e.id = f.id
       OR EXISTS { MATCH (e)-[:OCCURRED_AT]->(:Place)-[:LOCATED_IN*0..2]->(p:Place)<-[:OCCURRED_AT]-(f) }
       OR EXISTS { MATCH (f)-[:OCCURRED_AT]->(:Place)-[:LOCATED_IN*0..2]->(p:Place)<-[:OCCURRED_AT]-(e) })
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN e.date_from AS day, e.name AS event, a.name AS who, f.name AS warned_of, coalesce(c.said_on, '') AS said_on,
       c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY day, event, said_on, published, claim, e.id
