/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.program.ProgramSource;
import java.util.List;
import java.util.function.Function;

/** The architectures that Freshet brings itself. */
public final class BuiltInArchitectures implements ArchitectureProvider {

  /** Reads a configuration. */
  private interface Reader {
    Architecture read(Configuration config) throws ModelFormatException;
  }

  /**
   * One of them.
   *
   * @param reader makes the network of a configuration
   * @param writer makes the configuration of a new model
   */
  private record BuiltIn(String modelType, Reader reader, Function<FreshConfig, ObjectNode> writer)
      implements ArchitectureDefinition {
    @Override
    public Architecture read(Configuration config) throws ModelFormatException {
      return reader.read(config);
    }

    @Override
    public ObjectNode fresh(FreshSettings settings) {
      return writer.apply(new FreshConfig(settings));
    }
  }

  /** For the {@link java.util.ServiceLoader}. */
  public BuiltInArchitectures() {}

  @Override
  public List<ArchitectureDefinition> architectures() {
    return List.of(
        new BuiltIn(Bert.TYPE, Bert::of, FreshConfig::bert),
        new BuiltIn(
            Roberta.TYPE,
            config -> Roberta.of(config, Roberta.TYPE),
            fresh -> fresh.roberta("RobertaModel")),
        new BuiltIn(
            Roberta.MULTILINGUAL,
            config -> Roberta.of(config, Roberta.MULTILINGUAL),
            fresh -> fresh.roberta("XLMRobertaModel")),
        new BuiltIn(DistilBert.TYPE, DistilBert::of, FreshConfig::distilBert),
        new BuiltIn(Mpnet.TYPE, Mpnet::of, FreshConfig::mpnet),
        new BuiltIn(ModernBert.TYPE, ModernBert::of, FreshConfig::modernBert),
        new BuiltIn(Decoder.LLAMA, Decoder::llama, FreshConfig::llama),
        new BuiltIn(Decoder.MISTRAL, Decoder::mistral, FreshConfig::mistral),
        new BuiltIn(Decoder.QWEN2, Decoder::qwen2, FreshConfig::qwen2),
        new BuiltIn(Decoder.QWEN3, Decoder::qwen3, FreshConfig::qwen3));
  }

  /** The source of a built-in architecture's program. */
  static ProgramSource source(String file) {
    return ProgramSource.resource(
        BuiltInArchitectures.class, "/io/freshet/model/programs/architectures/" + file + ".py");
  }
}
