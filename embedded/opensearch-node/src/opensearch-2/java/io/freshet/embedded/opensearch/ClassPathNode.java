/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.opensearch;

import java.util.List;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** A node of OpenSearch 2 that takes its plugins from the class path instead of a directory. */
final class ClassPathNode extends Node {
  private static final String KNN_PLUGIN = "org.opensearch.knn.plugin.KNNPlugin";

  ClassPathNode(Environment environment) throws ClassNotFoundException {
    super(environment, plugins(), true);
  }

  private static List<Class<? extends Plugin>> plugins() throws ClassNotFoundException {
    return List.of(
        Netty4Plugin.class,
        PainlessPlugin.class,
        ReindexPlugin.class,
        CommonAnalysisPlugin.class,
        MapperExtrasPlugin.class,
        // Published as a zip only, so it is on the class path of the process but not of the build.
        Class.forName(KNN_PLUGIN).asSubclass(Plugin.class));
  }
}
