// title: Disputed events
// answers: Events with a claim or an accusation and a denial, or with rival claims, and what each side says
// param event: part of the event's name, or of words that name it (default "")
WITH toLower($event) AS sought_event
MATCH (e:Event)<-[:OBJECT]-(c:Claim)-[:SUBJECT]->(a), (c)-[:`FROM`]->(d:Document)
WHERE c.predicate IN ['CLAIMED_RESPONSIBILITY_FOR', 'DENIED_INVOLVEMENT_IN', 'ACCUSED_OF', 'CARRIED_OUT', 'CLEARED_OF']
  AND (
    (EXISTS {
       MATCH (x:Claim)-[:OBJECT]->(e)
       WHERE x.polarity = 'affirmed'
         AND x.predicate IN ['CLAIMED_RESPONSIBILITY_FOR', 'ACCUSED_OF', 'CARRIED_OUT']
     }
     AND EXISTS {
       MATCH (y:Claim)-[:OBJECT]->(e)
       WHERE y.predicate IN ['DENIED_INVOLVEMENT_IN', 'CLEARED_OF'] OR (y.predicate = 'ACCUSED_OF' AND y.polarity = 'denied')
     })
    OR EXISTS {
      MATCH (p)<-[:SUBJECT]-(x:Claim)-[:OBJECT]->(e)<-[:OBJECT]-(y:Claim)-[:SUBJECT]->(q)
      WHERE x.predicate = 'CLAIMED_RESPONSIBILITY_FOR' AND x.polarity = 'affirmed'
        AND y.predicate = 'CLAIMED_RESPONSIBILITY_FOR' AND y.polarity = 'affirmed' AND p.id < q.id
    }
  )
  AND (sought_event = '' OR toLower(e.name) CONTAINS sought_event
       OR any(x IN coalesce(e.mentions, []) WHERE toLower(x) CONTAINS sought_event))
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN e.name AS event, a.name AS who, c.predicate AS says, c.polarity AS polarity, c.certainty AS certainty,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, c.id AS claim
ORDER BY event, says, polarity, who, published, claim
