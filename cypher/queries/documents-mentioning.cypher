// title: Documents that mention somebody
// answers: The documents that name a person, organization, place or event, and how often
// param name: part of a name (default "")
WITH toLower($name) AS sought_name
MATCH (n)-[m:MENTIONED_IN]->(d:Document)
WHERE n.type IN ['Person', 'Organization', 'Place', 'Event']
  AND (sought_name = '' OR toLower(n.name) CONTAINS sought_name
       OR any(x IN coalesce(n.aliases, []) WHERE toLower(x) CONTAINS sought_name))
RETURN n.name AS name, n.type AS type, m.count AS times, d.name AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, coalesce(d.url, d.path, '') AS location, d.id AS document_id
ORDER BY name, type, published, document, document_id, n.id
