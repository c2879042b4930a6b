// title: Who investigates what
// answers: Investigations and cases opened into events
// param who: part of the name of who did it, or is said to (default "")
// param event: part of the event's name, or of words that name it (default "")
WITH toLower($who) AS sought_who, toLower($event) AS sought_event
MATCH (c:Claim)-[:SUBJECT]->(a), (c)-[:OBJECT]->(e:Event), (c)-[:`FROM`]->(d:Document)
WHERE c.predicate = 'INVESTIGATES' AND c.polarity = 'affirmed'
  AND (sought_who = '' OR toLower(a.name) CONTAINS sought_who
       OR any(x IN coalesce(a.aliases, []) WHERE toLower(x) CONTAINS sought_who))
  AND (sought_event = '' OR toLower(e.name) CONTAINS sought_event
       OR any(x IN coalesce(e.mentions, []) WHERE toLower(x) CONTAINS sought_event))
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN a.name AS who, e.name AS event, c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY event, who, published, claim
