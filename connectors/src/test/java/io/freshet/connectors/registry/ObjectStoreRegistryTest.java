/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.nio.file.Path;

/** The registry on a file system that cannot rename. */
class ObjectStoreRegistryTest extends ModelRegistryTest {

  @Override
  String uri(Path folder) {
    return RemoteTestFileSystem.SCHEME + ":" + folder.toAbsolutePath();
  }
}
