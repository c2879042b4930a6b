// title: Warnings
// answers: Who warned of what, and whom
// param who: part of the name of who did it, or is said to (default "")
WITH toLower($who) AS sought_who
MATCH (c:Claim)-[:SUBJECT]->(a), (c)-[:`FROM`]->(d:Document)
WHERE c.predicate IN ['WARNED', 'WARNED_OF'] AND c.polarity = 'affirmed'
  AND (sought_who = '' OR toLower(a.name) CONTAINS sought_who
       OR any(x IN coalesce(a.aliases, []) WHERE toLower(x) CONTAINS sought_who))
OPTIONAL MATCH (c)-[:OBJECT]->(b)
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN a.name AS who, c.predicate AS how, coalesce(b.name, c.object_text, '') AS what,
       coalesce(c.said_on, '') AS said_on, c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY who, said_on, published, claim
