/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import java.io.Serializable;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An index as a generation needs it. All but shards, replicas, graph and format stands in the
 * index's {@code _meta}, so that an index explains itself.
 *
 * @param index the concrete index
 * @param vectorField name of its field of vectors, see {@link #vectorField(String)}
 * @param dimension numbers of a vector
 * @param versionName name of the version that encodes for it
 * @param versionStep that version's step
 * @param digest that version's digest
 * @param modelUri that version's folder in the registry
 * @param hnswM links a node of the graph
 * @param hnswEfConstruction candidates while the graph is built
 * @param shape what becomes of documents in it
 * @param vectors how its graph compares vectors
 * @param sources what the versions of documents count from: topic id and partition count, say
 */
public record GenerationSpec(
    String index,
    String vectorField,
    int dimension,
    String versionName,
    long versionStep,
    String digest,
    String modelUri,
    int shards,
    int replicas,
    int hnswM,
    int hnswEfConstruction,
    IndexShape shape,
    VectorFormat vectors,
    Map<String, String> sources)
    implements Serializable {

  private static final int SHORT_DIGEST = 8;
  private static final Pattern NUMBER = Pattern.compile("-g(\\d{1,9})-[0-9a-f]{8}");

  public GenerationSpec {
    sources = Map.copyOf(sources);
  }

  /** An index of plain shape. */
  public GenerationSpec(
      String index,
      String vectorField,
      int dimension,
      String versionName,
      long versionStep,
      String digest,
      String modelUri,
      int shards,
      int replicas,
      int hnswM,
      int hnswEfConstruction,
      Map<String, String> sources) {
    this(
        index,
        vectorField,
        dimension,
        versionName,
        versionStep,
        digest,
        modelUri,
        shards,
        replicas,
        hnswM,
        hnswEfConstruction,
        IndexShape.PLAIN,
        VectorFormat.FLOAT,
        sources);
  }

  /** {@code vector_<digest8>}: a query by another version cannot find the field. */
  public static String vectorField(String digest) {
    return "vector_" + digest.substring(0, SHORT_DIGEST);
  }

  /** {@code vector_<digest8>_<profile8>}: vectors of one version, made in a way of their own. */
  public static String vectorField(String digest, DocumentProfile profile) {
    return vectorField(digest) + "_" + profile.digest().substring(0, SHORT_DIGEST);
  }

  /** {@code <alias>-g<number>-<digest8>}. */
  public static String indexName(String alias, int number, String digest) {
    return alias + "-g" + number + "-" + digest.substring(0, SHORT_DIGEST);
  }

  /** The number in a name that {@link #indexName} made for this alias; empty for other names. */
  public static OptionalInt number(String alias, String index) {
    if (!index.startsWith(alias)) {
      return OptionalInt.empty();
    }
    Matcher matcher = NUMBER.matcher(index.substring(alias.length()));
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** The generation as searches and writers know it. */
  public ServingGeneration generation() {
    return new ServingGeneration(
        index, shape.path(vectorField), digest, versionName, versionStep, modelUri, shape);
  }
}
