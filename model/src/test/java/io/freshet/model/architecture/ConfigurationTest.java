/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.Fixtures;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void unsupportedArchitectureSaysWhichAreSupported() {
    assertRefused(
        "bert",
        config -> config.put("model_type", "bloom"),
        "config.json: the architecture 'bloom' is not supported; supported are: bert,"
            + " distilbert, llama, mistral, modernbert, mpnet, qwen2, qwen3, roberta,"
            + " xlm-roberta");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rope_type", "type"})
  void unknownRopeIsNamedWithTheSupportedOnes(String key) {
    String message = "the type 'yarn' is not supported; supported are: default, linear, llama3";
    assertRefused("qwen3", config -> config.putObject("rope_scaling").put(key, "yarn"), message);
    assertRefused("llama", config -> config.putObject("rope_parameters").put(key, "yarn"), message);
    assertRefused(
        "modernbert",
        config ->
            config.putObject("rope_parameters").putObject("sliding_attention").put(key, "yarn"),
        message);
  }

  @Test
  void ropeIsTheSameInBothSpellings() throws IOException {
    Architecture older =
        of(
            "llama",
            config -> {
              config.remove("rope_parameters");
              config.put("rope_theta", 500.0);
              scaling(config.putObject("rope_scaling"));
            });
    Architecture newer =
        of("llama", config -> scaling(config.putObject("rope_parameters").put("rope_theta", 500)));
    assertThat(older.lists()).isEqualTo(newer.lists());
    assertThat(older.lists().get("rope")).containsExactly(2.0, 500.0, 8.0, 1.0, 4.0, 128.0);
    Architecture linear =
        of(
            "llama",
            config -> {
              config.putNull("rope_parameters");
              config.putObject("rope_scaling").put("type", "linear").put("factor", 2.5);
            });
    assertThat(linear.lists().get("rope")).startsWith(1.0, 10_000.0, 2.5);
  }

  @Test
  void modernBertHasTwoBasesInBothSpellings() throws IOException {
    Architecture newer = of("modernbert", config -> {});
    Architecture older =
        of(
            "modernbert",
            config -> {
              config.remove(List.of("rope_parameters", "layer_types"));
              config.put("global_rope_theta", 160_000.0).put("local_rope_theta", 10_000.0);
            });
    assertThat(older).isEqualTo(newer);
    assertThat(newer.lists().get("rope")).startsWith(0.0, 160_000.0);
    assertThat(newer.lists().get("sliding_rope")).startsWith(0.0, 10_000.0);
    Architecture one =
        of(
            "modernbert",
            config -> {
              config.remove("rope_parameters");
              config.put("global_rope_theta", 7.0).putNull("local_rope_theta");
            });
    assertThat(one.lists().get("sliding_rope")).startsWith(0.0, 7.0);
  }

  @Test
  void brokenRopeIsRefused() {
    assertRefused(
        "llama",
        config -> config.putObject("rope_parameters").put("rope_type", "linear"),
        "'factor' must be a positive number");
    assertRefused(
        "llama",
        config -> scaling(config.putObject("rope_parameters")).put("high_freq_factor", 1),
        "'high_freq_factor' must be above 'low_freq_factor'");
    assertRefused(
        "llama",
        config -> config.putObject("rope_parameters").put("rope_theta", -1),
        "'rope_theta' must be a positive number");
    assertRefused(
        "llama",
        config -> config.putObject("rope_parameters").put("partial_rotary_factor", 0.5),
        "partial_rotary_factor 0.5 is not supported");
  }

  @Test
  void slidingLayersFollowTheirOptions() throws IOException {
    assertThat(of("mistral", config -> {}).lists().get("sliding")).containsOnly(1.0);
    assertThat(of("mistral", config -> config.putNull("sliding_window")).lists().get("sliding"))
        .containsOnly(0.0);
    Consumer<ObjectNode> options =
        config -> {
          config.remove("layer_types");
          config.put("use_sliding_window", true).put("sliding_window", 8);
          config.put("max_window_layers", 2);
        };
    Architecture qwen = of("qwen2", options);
    assertThat(qwen.lists().get("sliding")).containsExactly(0.0, 0.0, 1.0);
    assertThat(qwen.integers()).containsEntry("window", 8L);
    Architecture off =
        of("qwen3", options.andThen(config -> config.put("use_sliding_window", false)));
    assertThat(off.lists().get("sliding")).containsOnly(0.0);
    assertRefused(
        "qwen3",
        config -> config.putArray("layer_types").add("full_attention").add("chunked_attention"),
        "layer_types: 'chunked_attention' is not supported");
    assertRefused(
        "qwen3",
        config -> config.putArray("layer_types").add("full_attention"),
        "layer_types names 1 layers, num_hidden_layers says 3");
    assertRefused(
        "llama",
        config ->
            config
                .putArray("layer_types")
                .add("sliding_attention")
                .add("full_attention")
                .add("full_attention"),
        "no sliding_window is given");
  }

  @Test
  void decodersLookBackUnlessToldOtherwise() throws IOException {
    assertThat(of("qwen3", config -> {}).causal()).isTrue();
    assertThat(of("qwen3", config -> config.put("is_causal", false)).causal()).isFalse();
    assertThat(of("bert", config -> {}).causal()).isFalse();
  }

  @Test
  void headsAndGroupsMustFit() throws IOException {
    assertRefused(
        "llama", config -> config.put("num_key_value_heads", 3), "num_key_value_heads 3 does not");
    assertRefused("llama", config -> config.put("head_dim", 7), "head_dim 7 must be even");
    assertRefused("bert", config -> config.put("num_attention_heads", 5), "5 does not divide");
    Architecture each = of("llama", config -> config.putNull("num_key_value_heads"));
    assertThat(each.integers()).containsEntry("groups", 4L);
  }

  @Test
  void otherUnusableSettingsAreNamed() {
    assertRefused("roberta", config -> config.put("is_decoder", true), "roberta that is a decoder");
    assertRefused(
        "roberta",
        config -> config.put("position_embedding_type", "relative_key"),
        "position_embedding_type 'relative_key' is not supported");
    assertRefused(
        "roberta", config -> config.put("pad_token_id", 100), "leaves no position behind");
    assertRefused(
        "mpnet",
        config -> config.put("relative_attention_num_buckets", 16),
        "relative_attention_num_buckets 16 is not supported");
    assertRefused("distilbert", config -> config.put("dropout", 1.0), "'dropout' must be at least");
    assertRefused("distilbert", config -> config.remove("dim"), "'dim' must be a positive whole");
    assertRefused(
        "modernbert",
        config -> config.put("hidden_activation", "relu6"),
        "hidden_activation 'relu6' is not supported");
  }

  @Test
  void positionsOfRobertaBeginBehindThePadding() throws IOException {
    assertThat(of("roberta", config -> {}).maximumPositions()).isEqualTo(78);
    assertThat(of("mpnet", config -> {}).maximumPositions()).isEqualTo(78);
    assertThat(of("bert", config -> {}).maximumPositions()).isEqualTo(64);
  }

  private static ObjectNode scaling(ObjectNode node) {
    return node.put("rope_type", "llama3")
        .put("factor", 8)
        .put("low_freq_factor", 1)
        .put("high_freq_factor", 4);
  }

  private static Architecture of(String name, Consumer<ObjectNode> edit) throws IOException {
    ObjectNode config =
        (ObjectNode) JSON.readTree(Fixtures.path("encoders/" + name + "/config.json").toFile());
    edit.accept(config);
    return Architecture.of(config, "config.json");
  }

  private static void assertRefused(String name, Consumer<ObjectNode> edit, String message) {
    assertThatThrownBy(() -> of(name, edit))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }
}
