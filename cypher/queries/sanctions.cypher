// title: Sanctions
// answers: Who imposed sanctions on, banned or expelled whom
// param who: part of the name of who did it, or is said to (default "")
// param whom: part of the name of whom it was done to (default "")
WITH toLower($who) AS sought_who, toLower($whom) AS sought_whom
MATCH (c:Claim)-[:SUBJECT]->(a), (c)-[:OBJECT]->(b), (c)-[:`FROM`]->(d:Document)
WHERE c.predicate = 'SANCTIONED' AND c.polarity = 'affirmed'
  AND (sought_who = '' OR toLower(a.name) CONTAINS sought_who
       OR any(x IN coalesce(a.aliases, []) WHERE toLower(x) CONTAINS sought_who))
  AND (sought_whom = '' OR toLower(b.name) CONTAINS sought_whom
       OR any(x IN coalesce(b.aliases, []) WHERE toLower(x) CONTAINS sought_whom))
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN a.name AS who, b.name AS whom, c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY who, whom, published, claim
