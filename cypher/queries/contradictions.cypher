// title: Contradictions
// answers: Claims that contradict one another: denials, rival claims, figures, dates, places
// param kind: denial, rival_claim, figure, date or place (default "")
MATCH (c1:Claim)-[k:CONTRADICTS]->(c2:Claim), (c1)-[:`FROM`]->(d1:Document), (c2)-[:`FROM`]->(d2:Document)
WHERE $kind = '' OR k.kind = $kind
OPTIONAL MATCH (c1)-[:STATED_BY]->(s1)
OPTIONAL MATCH (c2)-[:STATED_BY]->(s2)
RETURN k.kind AS kind, c1.name AS one, c2.name AS other,
       coalesce(s1.name, c1.speaker_text, '') AS one_speaker, c1.sentence AS one_sentence, d1.name AS one_document,
       coalesce(d1.publisher, '') AS one_publisher, coalesce(d1.published, '') AS one_published, c1.id AS one_claim,
       coalesce(s2.name, c2.speaker_text, '') AS other_speaker, c2.sentence AS other_sentence, d2.name AS other_document,
       coalesce(d2.publisher, '') AS other_publisher, coalesce(d2.published, '') AS other_published, c2.id AS other_claim
ORDER BY kind, one, other, one_claim, other_claim
