// title: What somebody said about somebody
// answers: Every statement of a speaker about a person, organization, place or event
// param speaker: part of the speaker's name (default "")
// param about: part of the name of who or what it is about (default "")
WITH toLower($speaker) AS sought_speaker, toLower($about) AS sought_about
MATCH (c:Claim)-[:STATED_BY]->(s), (c)-[:`FROM`]->(d:Document)
WHERE (sought_speaker = '' OR toLower(s.name) CONTAINS sought_speaker
       OR any(x IN coalesce(s.aliases, []) WHERE toLower(x) CONTAINS sought_speaker))
  AND (sought_about = '' OR EXISTS {
    MATCH (c)-[:SUBJECT|OBJECT|ABOUT]->(y)
    WHERE toLower(y.name) CONTAINS sought_about
       OR any(x IN coalesce(y.aliases, y.mentions, []) WHERE toLower(x) CONTAINS sought_about)
  })
OPTIONAL MATCH (c)-[:SUBJECT]->(a)
OPTIONAL MATCH (c)-[:OBJECT]->(b)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN s.name AS speaker, coalesce(a.name, c.subject_text, '') AS subject, c.predicate AS predicate,
       coalesce(b.name, c.object_text, '') AS object, c.polarity AS polarity, c.certainty AS certainty,
       coalesce(o.name, c.reported_by_text, '') AS reported_by, c.sentence AS sentence, d.name AS document,
       coalesce(d.publisher, '') AS publisher, coalesce(d.published, '') AS published, c.id AS claim
ORDER BY speaker, published, document, claim
