/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.opensearch;

import java.util.List;
import java.util.stream.Stream;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.index.reindex.ReindexModulePlugin;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/** A node of OpenSearch 3 that takes its plugins from the class path instead of a directory. */
final class ClassPathNode extends Node {
  /** Published as a zip only, so it is on the class path of the process but not of the build. */
  private static final String KNN_PLUGIN = "org.opensearch.knn.plugin.KNNPlugin";

  private static final String JAVA = "21";

  ClassPathNode(Environment environment) {
    super(environment, plugins(), true);
  }

  private static List<PluginInfo> plugins() {
    return Stream.of(
            Netty4ModulePlugin.class.getName(),
            PainlessModulePlugin.class.getName(),
            ReindexModulePlugin.class.getName(),
            CommonAnalysisModulePlugin.class.getName(),
            MapperExtrasModulePlugin.class.getName(),
            KNN_PLUGIN)
        .map(
            name ->
                new PluginInfo(
                    name, name, "", Version.CURRENT, JAVA, name, name, List.of(), false))
        .toList();
  }
}
