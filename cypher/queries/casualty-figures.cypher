// title: Casualty figures by outlet
// answers: What each outlet and speaker says of killed, injured, missing, and when
// param event: part of the event's name, or of words that name it (default "")
// param kind: killed, injured, missing, arrested, kidnapped, displaced, evacuated or participants (default "")
WITH toLower($event) AS sought_event
MATCH (c:Claim)-[:SUBJECT]->(e:Event), (c)-[:`FROM`]->(d:Document)
WHERE c.predicate = 'FIGURE' AND c.polarity = 'affirmed'
  AND ($kind = '' OR c.kind = $kind)
  AND (sought_event = '' OR toLower(e.name) CONTAINS sought_event
       OR any(x IN coalesce(e.mentions, []) WHERE toLower(x) CONTAINS sought_event))
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN e.name AS event, c.kind AS kind, c.`min` AS at_least, c.`max` AS at_most,
       coalesce(c.`group`, '') AS counted, coalesce(c.as_of, '') AS as_of, c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY event, kind, published, publisher, claim
