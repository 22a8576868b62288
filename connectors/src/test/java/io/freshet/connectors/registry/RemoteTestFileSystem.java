/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * The local disk under a scheme that no Java API but Flink's knows, as an object store is: a file
 * is there when its stream is closed, over what was there, and nothing can be renamed.
 */
public final class RemoteTestFileSystem extends LocalFileSystem {
  static final String SCHEME = "remotetest";

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":/");
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("an object store cannot rename");
  }

  @Override
  public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
    File target = pathToFile(path);
    mkdirs(path.getParent());
    return new Upload(File.createTempFile("upload", null), target);
  }

  private static final class Upload extends LocalDataOutputStream {
    private final File temporary;
    private final File target;

    Upload(File temporary, File target) throws IOException {
      super(temporary);
      this.temporary = temporary;
      this.target = target;
    }

    @Override
    public void close() throws IOException {
      super.close();
      Files.move(
          temporary.toPath(),
          target.toPath(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
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
