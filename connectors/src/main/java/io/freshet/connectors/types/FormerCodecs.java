/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.types;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectStreamClass;
import java.io.Reader;
import java.net.URL;
import java.util.Collections;
import java.util.Properties;
import org.apache.flink.util.InstantiationUtil;

/**
 * The codecs that have moved to another package since savepoints were taken: each module names its
 * own in a resource, {@code former name=name}, so that what was kept under a former name is read.
 */
final class FormerCodecs {
  /** Where a module names them. */
  static final String RESOURCE = "META-INF/freshet/former-codecs.properties";

  private final ClassLoader loader;
  private final Properties names;

  private FormerCodecs(ClassLoader loader, Properties names) {
    this.loader = loader;
    this.names = names;
  }

  /** Those of all modules that a class loader sees. */
  static FormerCodecs in(ClassLoader loader) throws IOException {
    Properties names = new Properties();
    for (URL resource : Collections.list(loader.getResources(RESOURCE))) {
      try (Reader reader = new InputStreamReader(resource.openStream(), UTF_8)) {
        names.load(reader);
      }
    }
    return new FormerCodecs(loader, names);
  }

  /**
   * The codec that was serialised, perhaps under a former name.
   *
   * @throws ClassNotFoundException where its class is neither there nor named in a resource
   */
  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // a checkpoint is Flink's own
  <T> Codec<T> read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (Input in = new Input(bytes)) {
      return (Codec<T>) in.readObject();
    }
  }

  private final class Input extends InstantiationUtil.ClassLoaderObjectInputStream {
    Input(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes), loader);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass kept)
        throws IOException, ClassNotFoundException {
      String name = names.getProperty(kept.getName());
      return name == null ? super.resolveClass(kept) : Class.forName(name, false, loader);
    }
  }
}
