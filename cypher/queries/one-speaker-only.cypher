// title: What rests on one speaker only
// answers: Edges that nobody but one speaker vouches for
// param speaker: part of the speaker's name (default "")
WITH toLower($speaker) AS sought_speaker
MATCH (c:Claim)-[:STATED_BY]->(s), (c)-[:SUBJECT]->(a), (c)-[:OBJECT]->(b), (c)-[:`FROM`]->(d:Document)
WHERE c.polarity = 'affirmed'
  AND (sought_speaker = '' OR toLower(s.name) CONTAINS sought_speaker
       OR any(x IN coalesce(s.aliases, []) WHERE toLower(x) CONTAINS sought_speaker))
  AND NOT EXISTS {
    MATCH (a)<-[:SUBJECT]-(x:Claim)-[:OBJECT]->(b)
    WHERE x.predicate = c.predicate AND x.polarity = 'affirmed' AND x.voice <> 'speaker'
  }
  AND NOT EXISTS {
    MATCH (a)<-[:SUBJECT]-(y:Claim)-[:OBJECT]->(b), (y)-[:STATED_BY]->(t)
    WHERE y.predicate = c.predicate AND y.polarity = 'affirmed' AND t.id <> s.id
  }
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN s.name AS speaker, a.name AS subject, c.predicate AS predicate, b.name AS object, c.certainty AS certainty,
       coalesce(o.name, c.reported_by_text, '') AS reported_by, c.sentence AS sentence, d.name AS document,
       coalesce(d.publisher, '') AS publisher, coalesce(d.published, '') AS published, c.id AS claim
ORDER BY speaker, predicate, subject, object, published, claim
