/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements are run on real servers by a test of the module {@code sql}. */
class SqlDdlCommandTest {
  @Test
  void statementsHaveTheNamesOfTheDeploymentAndNoSecret(@TempDir Path folder) throws IOException {
    Path model = folder.resolve("start");
    Path texts = Files.writeString(folder.resolve("texts"), "the quick brown fox\njumps over\n");
    Call init =
        Call.of(
            "init", "--size", "tiny", "--corpus", texts.toString(), "--output", model.toString());
    assertThat(init.status()).as(init.err()).isZero();
    Path secret = Files.writeString(folder.resolve("secret"), "keep this");
    Path config =
        Files.writeString(
            folder.resolve("freshet.yaml"),
            """
            model:
              path: %s
            registry:
              path: %s
            kafka:
              bootstrap-servers: broker-1:9092,broker-2:9092
              topics:
                documents: our-docs
              properties:
                security.protocol: SASL_SSL
                sasl.jaas.config: ${file:SECRET}
            opensearch:
              url: https://node-1:9200,https://node-2:9200
              alias: articles
              username: searcher
              password: ${file:SECRET}
            tasks:
              search:
                kind: retrieval
            """
                .formatted(model, folder.resolve("registry"))
                .replace("SECRET", secret.toString()));
    Call ddl = Call.of("sql", "ddl", "--config", config.toString());
    assertThat(ddl.status()).as(ddl.err()).isZero();
    assertThat(ddl.out())
        .contains(
            "'topic' = 'our-docs'",
            "'properties.bootstrap.servers' = 'broker-1:9092,broker-2:9092'",
            "'properties.security.protocol' = 'SASL_SSL'",
            "'properties.sasl.jaas.config' = '***'",
            "'hosts' = 'https://node-1:9200;https://node-2:9200'",
            "'username' = 'searcher'",
            "'password' = '***'",
            "'index' = 'articles'")
        .doesNotContain("keep this", "${");
    assertThat(Call.of("sql").status()).isEqualTo(2);
  }
}
