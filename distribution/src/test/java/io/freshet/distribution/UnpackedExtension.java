/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import io.freshet.connectors.registry.LocalFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the one {@link Installation} that all tests share to the constructors that ask for it. They
 * read and run it, and change nothing in it.
 */
final class UnpackedExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(UnpackedExtension.class);

  /** Deleted after the last test. */
  private record Unpacked(Path folder, Installation installation) implements AutoCloseable {
    static Unpacked make() {
      try {
        Path folder = Files.createTempDirectory("freshet-installation");
        return new Unpacked(folder, Installation.unpack(folder));
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("the distribution cannot be unpacked", e);
      }
    }

    @Override
    public void close() throws IOException {
      LocalFolders.delete(folder);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Installation.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Installation.class, key -> Unpacked.make(), Unpacked.class)
        .installation();
  }
}
