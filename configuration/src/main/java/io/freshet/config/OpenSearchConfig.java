/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import java.io.Serializable;
import java.util.List;

/**
 * How OpenSearch is reached.
 *
 * @param alias the alias that searches resolve; indices are called {@code
 *     <alias>-g<number>-<digest8>}
 * @param username the empty string for none
 * @param password the empty string for none; masked wherever configurations are printed
 */
public record OpenSearchConfig(
    String url, String alias, String username, String password, int shards, int replicas)
    implements Serializable {
  /** The options of OpenSearch. */
  static final Options OPTIONS = new Options();

  /** The options of OpenSearch. */
  static final class Options extends Section<OpenSearchConfig> {
    final Option<String> url =
        add(
            Option.matching(
                "opensearch.url",
                "http://localhost:9200",
                "https?://\\S+",
                "http://.. or https://..",
                "Base URL of OpenSearch."),
            OpenSearchConfig::url);
    final Option<String> alias =
        add(
            Option.matching(
                "opensearch.alias",
                "docs",
                "[a-z][a-z0-9-]{0,63}",
                "lower-case letters, digits, hyphen",
                "Alias that searches resolve; indices are named after it."),
            OpenSearchConfig::alias);
    final Option<String> username =
        add(
            Option.text("opensearch.username", "", "User, empty for none."),
            OpenSearchConfig::username);
    final Option<String> password =
        add(
            Option.secret("opensearch.password", "Password of the user."),
            OpenSearchConfig::password);
    final Option<Integer> shards =
        add(
            Option.integer("opensearch.shards", 1, 1, 1024, "Primary shards of an index."),
            OpenSearchConfig::shards);
    final Option<Integer> replicas =
        add(
            Option.integer(
                "opensearch.replicas", 0, 0, 16, "Copies of every shard beyond the primary."),
            OpenSearchConfig::replicas);

    private Options() {}

    OpenSearchConfig read(Values v) {
      return new OpenSearchConfig(
          FreshetConfig.withoutSlash(v.get(url)),
          v.get(alias),
          v.get(username),
          v.get(password),
          v.get(shards),
          v.get(replicas));
    }

    @Override
    protected void check(Values v, List<String> problems) {
      if (v.get(username).isEmpty() != v.get(password).isEmpty()) {
        problems.add("%s and %s: give both or neither".formatted(username.key(), password.key()));
      }
    }
  }

  /** What a client needs of it. */
  public ConnectionSettings connection() {
    return ConnectionSettings.of(url).asUser(username, password);
  }

  @Override
  public String toString() {
    return "OpenSearchConfig[url="
        + url
        + ", alias="
        + alias
        + ", username="
        + username
        + ", password=***, shards="
        + shards
        + ", replicas="
        + replicas
        + "]";
  }
}
