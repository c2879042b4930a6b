// title: Rival claims
// answers: Two parties that both claim responsibility for one event
// param event: part of the event's name, or of words that name it (default "")
WITH toLower($event) AS sought_event
MATCH (a)<-[:SUBJECT]-(c1:Claim)-[:OBJECT]->(e:Event)<-[:OBJECT]-(c2:Claim)-[:SUBJECT]->(b),
      (c1)-[:`FROM`]->(d1:Document), (c2)-[:`FROM`]->(d2:Document)
WHERE a.id < b.id
  AND c1.predicate = 'CLAIMED_RESPONSIBILITY_FOR' AND c1.polarity = 'affirmed'
  AND c2.predicate = 'CLAIMED_RESPONSIBILITY_FOR' AND c2.polarity = 'affirmed'
  AND (sought_event = '' OR toLower(e.name) CONTAINS sought_event
       OR any(x IN coalesce(e.mentions, []) WHERE toLower(x) CONTAINS sought_event))
OPTIONAL MATCH (c1)-[:STATED_BY]->(s1)
OPTIONAL MATCH (c2)-[:STATED_BY]->(s2)
RETURN e.name AS event, a.name AS one, b.name AS other,
       coalesce(s1.name, c1.speaker_text, '') AS one_speaker, c1.sentence AS one_sentence, d1.name AS one_document,
       coalesce(d1.publisher, '') AS one_publisher, coalesce(d1.published, '') AS one_published, c1.id AS one_claim,
       coalesce(s2.name, c2.speaker_text, '') AS other_speaker, c2.sentence AS other_sentence, d2.name AS other_document,
       coalesce(d2.publisher, '') AS other_publisher, coalesce(d2.published, '') AS other_published, c2.id AS other_claim
ORDER BY event, one, other, one_claim, other_claim
