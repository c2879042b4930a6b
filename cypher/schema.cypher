// Constraints and indexes for Neo4j 5 and later.
// Generated from kg/ontology.yaml by kg.stores.schema.neo4j_schema.
CREATE CONSTRAINT `person_id` IF NOT EXISTS FOR (n:`Person`) REQUIRE n.`id` IS UNIQUE;
CREATE CONSTRAINT `organization_id` IF NOT EXISTS FOR (n:`Organization`) REQUIRE n.`id` IS UNIQUE;
CREATE CONSTRAINT `place_id` IF NOT EXISTS FOR (n:`Place`) REQUIRE n.`id` IS UNIQUE;
CREATE CONSTRAINT `event_id` IF NOT EXISTS FOR (n:`Event`) REQUIRE n.`id` IS UNIQUE;
CREATE CONSTRAINT `document_id` IF NOT EXISTS FOR (n:`Document`) REQUIRE n.`id` IS UNIQUE;
CREATE CONSTRAINT `claim_id` IF NOT EXISTS FOR (n:`Claim`) REQUIRE n.`id` IS UNIQUE;
CREATE INDEX `person_name` IF NOT EXISTS FOR (n:`Person`) ON (n.`name`);
CREATE INDEX `organization_name` IF NOT EXISTS FOR (n:`Organization`) ON (n.`name`);
CREATE INDEX `place_name` IF NOT EXISTS FOR (n:`Place`) ON (n.`name`);
CREATE INDEX `event_name` IF NOT EXISTS FOR (n:`Event`) ON (n.`name`);
CREATE INDEX `event_date_from` IF NOT EXISTS FOR (n:`Event`) ON (n.`date_from`);
CREATE INDEX `document_name` IF NOT EXISTS FOR (n:`Document`) ON (n.`name`);
CREATE INDEX `claim_name` IF NOT EXISTS FOR (n:`Claim`) ON (n.`name`);
CREATE INDEX `claim_predicate` IF NOT EXISTS FOR (n:`Claim`) ON (n.`predicate`);
CREATE INDEX `claim_date_from` IF NOT EXISTS FOR (n:`Claim`) ON (n.`date_from`);
