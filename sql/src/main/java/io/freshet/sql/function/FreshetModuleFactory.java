/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.function;

import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.factories.ModuleFactory;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.module.Module;

/** Makes the module of {@code LOAD MODULE freshet}, which brings the functions. Stateless. */
public final class FreshetModuleFactory implements ModuleFactory {
  private static final String EMBED = "FRESHET_EMBED";

  /** For Flink, which finds factories by the service loader. */
  public FreshetModuleFactory() {}

  @Override
  public String factoryIdentifier() {
    return "freshet";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }

  @Override
  public Module createModule(Context context) {
    return new Functions();
  }

  private record Functions() implements Module {

    @Override
    public Set<String> listFunctions() {
      return Set.of(EMBED);
    }

    @Override
    public Optional<FunctionDefinition> getFunctionDefinition(String name) {
      return name.equalsIgnoreCase(EMBED) ? Optional.of(new FreshetEmbed()) : Optional.empty();
    }
  }
}
