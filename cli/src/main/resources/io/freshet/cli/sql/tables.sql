-- Made by `freshet sql ddl`; what the columns mean stands in docs/records.md and docs/sql.md.

-- Write: examples to train on.
CREATE TABLE IF NOT EXISTS training_examples (
  id STRING,
  task STRING,
  query STRING,
  pos ARRAY<STRING>,
  neg ARRAY<STRING>,
  pos_scores ARRAY<DOUBLE>,
  neg_scores ARRAY<DOUBLE>,
  weight DOUBLE,
  `timestamp` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = '${training-examples}',
  ${kafka},
  'key.format' = 'raw',
  'key.fields' = 'task',
  'value.format' = 'json',
  'value.json.encode.ignore-null-fields' = 'true',
  'scan.startup.mode' = 'earliest-offset'
);

-- Write: documents. A deleted row deletes the document.
CREATE TABLE IF NOT EXISTS documents (
  id STRING,
  title STRING,
  text STRING,
  metadata MAP<STRING, STRING>,
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${documents}',
  ${kafka},
  'key.format' = 'raw',
  'value.format' = 'json',
  'value.json.encode.ignore-null-fields' = 'true'
);

-- Write: judged queries. A deleted row withdraws the query.
CREATE TABLE IF NOT EXISTS judgments (
  query_id STRING,
  task STRING,
  query STRING,
  relevant MAP<STRING, INT>,
  PRIMARY KEY (query_id) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${judgments}',
  ${kafka},
  'key.format' = 'raw',
  'value.format' = 'json'
);

-- Read: windows of judged queries, progress of training, alarms.
CREATE TABLE IF NOT EXISTS metrics (
  kind STRING,
  task STRING,
  window_start BIGINT,
  window_end BIGINT,
  generation STRING,
  version STRING,
  queries BIGINT,
  `values` MAP<STRING, ROW<`value` DOUBLE, numerator DOUBLE, denominator DOUBLE, low DOUBLE, high DOUBLE>>,
  diagnosis STRING,
  `timestamp` BIGINT,
  step BIGINT,
  pairs BIGINT,
  learning_rate DOUBLE,
  tasks MAP<STRING, ROW<arrived BIGINT, dealt BIGINT, buffered BIGINT, loss DOUBLE>>,
  metric STRING,
  detector STRING,
  `before` DOUBLE,
  `after` DOUBLE,
  raised_at BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = '${metrics}',
  ${kafka},
  'format' = 'json',
  'scan.startup.mode' = 'earliest-offset'
);

-- Read: candidates, decisions and commands; the last of each version stands.
CREATE TABLE IF NOT EXISTS model_versions (
  record_key STRING,
  kind STRING,
  step BIGINT,
  digest STRING,
  uri STRING,
  parent STRING,
  metrics MAP<STRING, DOUBLE>,
  state STRING,
  ground STRING,
  reason STRING,
  tasks MAP<STRING, ROW<outcome STRING, reason STRING>>,
  `order` STRING,
  created_at BIGINT,
  decided_at BIGINT,
  commanded_at BIGINT,
  PRIMARY KEY (record_key) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${model-versions}',
  ${kafka},
  'key.format' = 'raw',
  'value.format' = 'json',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Search: queries as the model `serving_queries` makes them, in the generation that serves.
CREATE MODEL IF NOT EXISTS serving_queries
INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
WITH ('provider' = 'freshet', 'version' = 'serving', 'kind' = 'query');

CREATE TABLE IF NOT EXISTS serving_documents (
  id STRING,
  title STRING,
  text STRING,
  metadata MAP<STRING, STRING>,
  embedding ARRAY<FLOAT>,
  generation STRING METADATA FROM 'index' VIRTUAL,
  digest STRING METADATA VIRTUAL,
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'freshet-opensearch',
  ${opensearch},
  'index' = '${alias}',
  'version' = 'serving',
  'registry' = '${registry}'
);
