// title: Attacks that nobody has claimed
// answers: Attacks without a claim of responsibility, and the sentences that tell of them
// param since: first day, YYYY-MM-DD (default "")
// param until: last day, YYYY-MM-DD (default "")
MATCH (c:Claim)-[:SUBJECT|OBJECT]->(e:Event), (c)-[:`FROM`]->(d:Document)
WHERE e.event_type = 'Attack' AND e.status IN ['occurred', 'ongoing']
  AND ($since = '' OR e.date_to >= $since) AND ($until = '' OR e.date_from <= $until)
  AND NOT EXISTS {
    MATCH (x:Claim)-[:OBJECT]->(e)
    WHERE x.predicate = 'CLAIMED_RESPONSIBILITY_FOR' AND x.polarity = 'affirmed'
  }
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN coalesce(e.date, '') AS date, e.name AS event, c.predicate AS says, c.polarity AS polarity, c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY date, event, published, claim, e.id
