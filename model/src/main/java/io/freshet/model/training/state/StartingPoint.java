/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import io.freshet.model.Sha256;
import io.freshet.model.adapter.AdaptedLayers;
import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.adapter.PeftAdapter;
import io.freshet.model.adapter.PeftFolder;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.LanguageHead;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.encoder.NetworkSettings.Adapter;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.training.settings.ParameterSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a trainer begins with: its parameters and their values.
 *
 * @param values by name
 * @param adapter what the network is told of it, where there is one
 */
public record StartingPoint(
    Parameters parameters, Map<String, HostTensor> values, Optional<Adapter> adapter) {

  /**
   * Reads a folder and adds what the settings ask for.
   *
   * @param seed of the draws
   * @param head of the language model, where tokens are to be predicted
   * @throws IllegalArgumentException where the settings name tensors or layers that there are not
   */
  public static StartingPoint of(
      ModelFolder folder, ParameterSettings settings, long seed, Optional<LanguageHead> head)
      throws IOException {
    Architecture architecture = folder.architecture();
    boolean adapted = settings.adapter().isPresent() || settings.adapterStart().isPresent();
    Set<String> frozen = frozen(folder, settings);
    List<Parameter> all = new ArrayList<>();
    for (TensorSpec spec : folder.network()) {
      Parameter.Part part =
          all.size() < architecture.tensors().size()
              ? Parameter.Part.NETWORK
              : Parameter.Part.DENSE;
      boolean trained = !adapted && !frozen.contains(spec.name());
      all.add(new Parameter(spec, part, Optional.empty(), trained));
    }
    List<Parameter> projections = Projections.parameters(folder, settings);
    all.addAll(projections);
    for (TensorSpec spec : head.map(LanguageHead::tensors).orElse(List.of())) {
      all.add(new Parameter(spec, Parameter.Part.LANGUAGE, Optional.empty(), !adapted));
    }
    Map<String, HostTensor> values = new LinkedHashMap<>(Projections.beginnings(projections));
    values.putAll(folder.tensors());
    Optional<Adapter> adapter = Optional.empty();
    if (adapted) {
      adapter = Optional.of(addAdapter(architecture, settings, seed, all, values));
    }
    return new StartingPoint(new Parameters(all), values, adapter);
  }

  private static Adapter addAdapter(
      Architecture architecture,
      ParameterSettings settings,
      long seed,
      List<Parameter> all,
      Map<String, HostTensor> values)
      throws IOException {
    AdaptedLayers layers;
    Adapter adapter;
    int rank;
    if (settings.adapterStart().isPresent()) {
      PeftAdapter start = PeftFolder.read(settings.adapterStart().get(), architecture);
      if (!start.uniform()) {
        throw new ModelFormatException(
            "%s: only an adapter whose layers have one rank and one scale, without DoRA and whole tensors, can be trained further; merge this one into the model (freshet merge) and begin with that"
                .formatted(settings.adapterStart().get()));
      }
      double dropout = settings.adapter().map(LowRankSettings::dropout).orElse(start.dropout());
      layers = AdaptedLayers.named(architecture, start.layers());
      adapter = new Adapter(layers.places(), start.scale(), dropout);
      rank = start.rank();
      values.putAll(start.tensors());
    } else {
      LowRankSettings low = settings.adapter().orElseThrow();
      layers = AdaptedLayers.choose(architecture, low.layers());
      adapter = new Adapter(layers.places(), low.scale(), low.dropout());
      rank = low.rank();
      values.putAll(layers.drawn(rank, seed));
    }
    for (TensorSpec spec : layers.tensors(rank)) {
      all.add(new Parameter(spec, Parameter.Part.ADAPTER, Optional.empty(), true));
    }
    return adapter;
  }

  private static Set<String> frozen(ModelFolder folder, ParameterSettings settings) {
    List<Long> layers = folder.architecture().layers();
    if (settings.freezeLayers() > layers.size() - 1) {
      throw new IllegalArgumentException(
          "%d layers cannot be frozen: the network has %d"
              .formatted(settings.freezeLayers(), layers.size() - 1));
    }
    Set<String> frozen = new HashSet<>();
    List<String> names = folder.network().stream().map(TensorSpec::name).toList();
    if (settings.freezeEmbeddings()) {
      frozen.addAll(names.subList(0, layers.get(0).intValue()));
    }
    frozen.addAll(
        names.subList(layers.get(0).intValue(), layers.get(settings.freezeLayers()).intValue()));
    for (TensorPattern pattern : settings.freeze()) {
      List<String> matching = names.stream().filter(pattern::matches).toList();
      if (matching.isEmpty()) {
        throw new IllegalArgumentException(
            "no tensor is called %s, so none can be frozen; names look like %s"
                .formatted(pattern, names.get(names.size() / 2)));
      }
      frozen.addAll(matching);
    }
    return frozen;
  }

  /**
   * SHA-256, in hexadecimal, of the values of all tensors but some, of those that every trainer of
   * the folder has; empty where there are no others.
   */
  String digestWithout(Set<String> names) {
    MessageDigest digest = Sha256.start();
    boolean any = false;
    for (Parameter parameter : parameters.all()) {
      HostTensor tensor = values.get(parameter.name());
      if (parameter.part().always() && !names.contains(parameter.name()) && tensor != null) {
        digest.update(parameter.name().getBytes(StandardCharsets.UTF_8));
        digest.update(tensor.data());
        any = true;
      }
    }
    return any ? HexFormat.of().formatHex(digest.digest()) : "";
  }
}
