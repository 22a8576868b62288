/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local disk under a scheme that no Java API but Flink's knows, as an object store is. */
public final class RemoteTestFileSystem extends LocalFileSystem {
  static final String SCHEME = "remotetest";

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":/");
  }

  /** Found by Flink through the service's file. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
      return new RemoteTestFileSystem();
    }
  }
}
