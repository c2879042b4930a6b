// title: Most connected
// answers: Who and what has most neighbours in the graph, and in how many documents it is named
// param type: Person, Organization, Place or Event (default "")
MATCH (n)-[r]-(m)
WHERE n.type IN ['Person', 'Organization', 'Place', 'Event'] AND m.type IN ['Person', 'Organization', 'Place', 'Event']
  AND ($type = '' OR n.type = $type)
WITH n, count(DISTINCT m.id) AS neighbours, count(r) AS edges
OPTIONAL MATCH (n)-[:MENTIONED_IN]->(d:Document)
WITH n, neighbours, edges, count(d) AS documents
RETURN n.name AS name, n.type AS type, neighbours, edges, documents, n.id AS id
ORDER BY neighbours DESC, edges DESC, name, id
