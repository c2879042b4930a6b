// Constraints and indexes for Neo4j 5 and later. `kg load` makes those that are missing.
// Generated from kg/ontology.yaml by kg.stores.schema.neo4j_schema.
CREATE CONSTRAINT `kg_graph_name` IF NOT EXISTS FOR (n:`KgGraph`) REQUIRE (n.`kg_graph`) IS UNIQUE;
CREATE CONSTRAINT `kg_person_id` IF NOT EXISTS FOR (n:`Person`) REQUIRE (n.`kg_graph`, n.`id`) IS UNIQUE;
CREATE CONSTRAINT `kg_organization_id` IF NOT EXISTS FOR (n:`Organization`) REQUIRE (n.`kg_graph`, n.`id`) IS UNIQUE;
CREATE CONSTRAINT `kg_place_id` IF NOT EXISTS FOR (n:`Place`) REQUIRE (n.`kg_graph`, n.`id`) IS UNIQUE;
CREATE CONSTRAINT `kg_event_id` IF NOT EXISTS FOR (n:`Event`) REQUIRE (n.`kg_graph`, n.`id`) IS UNIQUE;
CREATE CONSTRAINT `kg_document_id` IF NOT EXISTS FOR (n:`Document`) REQUIRE (n.`kg_graph`, n.`id`) IS UNIQUE;
CREATE CONSTRAINT `kg_claim_id` IF NOT EXISTS FOR (n:`Claim`) REQUIRE (n.`kg_graph`, n.`id`) IS UNIQUE;
CREATE INDEX `kg_person_name` IF NOT EXISTS FOR (n:`Person`) ON (n.`name`);
CREATE INDEX `kg_organization_name` IF NOT EXISTS FOR (n:`Organization`) ON (n.`name`);
CREATE INDEX `kg_place_name` IF NOT EXISTS FOR (n:`Place`) ON (n.`name`);
CREATE INDEX `kg_event_name` IF NOT EXISTS FOR (n:`Event`) ON (n.`name`);
CREATE INDEX `kg_event_date_from` IF NOT EXISTS FOR (n:`Event`) ON (n.`date_from`);
CREATE INDEX `kg_claim_predicate` IF NOT EXISTS FOR (n:`Claim`) ON (n.`predicate`);
CREATE INDEX `kg_claim_date_from` IF NOT EXISTS FOR (n:`Claim`) ON (n.`date_from`);
CREATE FULLTEXT INDEX `kg_text` IF NOT EXISTS FOR (n:`Person`|`Organization`|`Place`|`Event`|`Document`|`Claim`) ON EACH [n.`name`, n.`aliases`, n.`mentions`, n.`title`, n.`sentence`];
