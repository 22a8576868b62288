/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Option;
import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import java.io.Serializable;
import java.util.List;

/**
 * What is trained.
 *
 * @param freezeEmbeddings whether everything before the first layer stays as it is
 * @param freezeLayers how many of the first layers stay as they are
 * @param freeze patterns of the names of further tensors that stay as they are
 * @param freezeDocuments whether documents are embedded as the start does it, and queries alone are
 *     trained
 * @param startShare share of the start's weights in those of versions
 * @param adapterRank rank of the adapters that alone are trained; 0 for none
 * @param adapterAlpha what adapters are multiplied with, times the rank
 * @param adapterLayers patterns of the names of adapted layers
 * @param adapterStart a PEFT folder that the adapter starts from, or the empty string
 */
public record ParametersConfig(
    boolean freezeEmbeddings,
    int freezeLayers,
    List<String> freeze,
    boolean freezeDocuments,
    double startShare,
    int adapterRank,
    double adapterAlpha,
    double adapterDropout,
    List<String> adapterLayers,
    String adapterStart)
    implements Serializable {
  /** The options of what is trained. */
  static final Options OPTIONS = new Options();

  /** The options of what is trained. */
  static final class Options extends Section<ParametersConfig> {
    final Option<Boolean> freezeEmbeddings =
        add(
            Option.flag(
                "training.freeze-embeddings",
                "Whether everything before the first layer stays as it is."),
            ParametersConfig::freezeEmbeddings);
    final Option<Integer> freezeLayers =
        add(
            Option.integer(
                "training.freeze-layers",
                0,
                0,
                100_000,
                "How many of the first layers stay as they are."),
            ParametersConfig::freezeLayers);
    final Option<List<String>> freeze =
        add(
            Patterns.names(
                "training.freeze", List.of(), "Names of further tensors that stay as they are."),
            ParametersConfig::freeze);
    final Option<Boolean> freezeDocuments =
        add(
            Option.flag(
                "training.freeze-documents",
                "Whether documents are embedded as the start model does it, so that queries alone are trained and an index of the start stays right for every version's queries. Tasks must have losses that tell queries from documents, and no projections."),
            ParametersConfig::freezeDocuments);
    final Option<Double> startShare =
        add(
            Option.real(
                "training.start-share",
                0,
                0,
                0.999_999,
                "Share of the start model's weights in those of every version, against forgetting: a version is (1 - share) of what was trained (or of its average) and share of the start. Training itself goes on from its own weights."),
            ParametersConfig::startShare);
    final Option<Integer> adapterRank =
        add(
            Option.integer(
                "training.adapter-rank",
                0,
                0,
                65_536,
                "Rank of the low-rank adapters (LoRA) that are trained instead of the network, merged into every version; 0 for none."),
            ParametersConfig::adapterRank);
    final Option<Double> adapterAlpha =
        add(
            Option.positive(
                "training.adapter-alpha",
                16.0,
                1e6,
                "What adapters are multiplied with, times their rank."),
            ParametersConfig::adapterAlpha);
    final Option<Double> adapterDropout =
        add(
            Option.real(
                "training.adapter-dropout", 0, 0, 0.9, "Dropout rate on what enters an adapter."),
            ParametersConfig::adapterDropout);
    final Option<List<String>> adapterLayers =
        add(
            Patterns.names(
                "training.adapter-layers",
                List.of("*"),
                "Which linear layers have an adapter: their names, or how these end, such as `query, value`."),
            ParametersConfig::adapterLayers);
    final Option<String> adapterStart =
        add(
            Option.text(
                "training.adapter-start",
                "",
                "A PEFT folder on every worker's disk whose adapter training starts from; its rank, alpha and layers then count."),
            ParametersConfig::adapterStart);

    private Options() {}

    ParametersConfig read(Values v) {
      return new ParametersConfig(
          v.get(freezeEmbeddings),
          v.get(freezeLayers),
          v.get(freeze),
          v.get(freezeDocuments),
          v.get(startShare),
          v.get(adapterRank),
          v.get(adapterAlpha),
          v.get(adapterDropout),
          v.get(adapterLayers),
          v.get(adapterStart));
    }

    @Override
    protected void check(Values v, List<String> problems) {
      ParametersConfig parameters = read(v);
      if (parameters.adapted() && parameters.frozen()) {
        problems.add(
            "%s, %s, %s: an adapter freezes the whole network already; leave them out"
                .formatted(freezeEmbeddings.key(), freezeLayers.key(), freeze.key()));
      }
    }
  }

  /** Copies the collections. */
  public ParametersConfig {
    freeze = List.copyOf(freeze);
    adapterLayers = List.copyOf(adapterLayers);
  }

  /** Whether an adapter is trained instead of the network. */
  public boolean adapted() {
    return adapterRank > 0 || !adapterStart.isEmpty();
  }

  /** Whether a part of the network is to stay as it is. */
  boolean frozen() {
    return freezeEmbeddings || freezeLayers > 0 || !freeze.isEmpty();
  }
}
