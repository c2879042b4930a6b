// title: What rests on nameless sources
// answers: Claims whose only source has no name: "two officials", "reports"
// param about: part of the name of who or what it is about (default "")
WITH toLower($about) AS sought_about
MATCH (c:Claim)-[:`FROM`]->(d:Document)
WHERE c.voice = 'unknown'
  AND (sought_about = '' OR EXISTS {
    MATCH (c)-[:SUBJECT|OBJECT|ABOUT]->(y)
    WHERE toLower(y.name) CONTAINS sought_about
       OR any(x IN coalesce(y.aliases, y.mentions, []) WHERE toLower(x) CONTAINS sought_about)
  })
OPTIONAL MATCH (c)-[:SUBJECT]->(a)
OPTIONAL MATCH (c)-[:OBJECT]->(b)
RETURN coalesce(a.name, c.subject_text, '') AS subject, c.predicate AS predicate,
       coalesce(b.name, c.object_text, '') AS object, c.polarity AS polarity, c.certainty AS certainty,
       coalesce(c.speaker_text, '') AS speaker, coalesce(c.reported_by_text, '') AS reported_by, c.sentence AS sentence,
       d.name AS document, coalesce(d.publisher, '') AS publisher, coalesce(d.published, '') AS published, c.id AS claim
ORDER BY subject, predicate, object, published, claim
