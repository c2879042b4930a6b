// title: Who accuses whom of what
// answers: Accusations between named parties, and the event they are about
// param accuser: part of the accuser's name (default "")
// param accused: part of the name of the accused (default "")
WITH toLower($accuser) AS sought_accuser, toLower($accused) AS sought_accused
MATCH (c:Claim)-[:SUBJECT]->(a), (c)-[:OBJECT]->(b), (c)-[:`FROM`]->(d:Document)
WHERE c.predicate = 'ACCUSED' AND c.polarity = 'affirmed'
  AND (sought_accuser = '' OR toLower(a.name) CONTAINS sought_accuser
       OR any(x IN coalesce(a.aliases, []) WHERE toLower(x) CONTAINS sought_accuser))
  AND (sought_accused = '' OR toLower(b.name) CONTAINS sought_accused
       OR any(x IN coalesce(b.aliases, []) WHERE toLower(x) CONTAINS sought_accused))
OPTIONAL MATCH (c)-[:ABOUT]->(e:Event)
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN a.name AS accuser, b.name AS accused, coalesce(e.name, '') AS event, c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY accuser, accused, published, claim
