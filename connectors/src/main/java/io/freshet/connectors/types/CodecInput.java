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
import org.apache.flink.util.InstantiationUtil.ClassLoaderObjectInputStream;

/**
 * Reads a codec that a checkpoint keeps, also one that has moved to another package since: each
 * module names those of its own in a resource, {@code former name=name}.
 */
final class CodecInput extends ClassLoaderObjectInputStream {
  private static final String FORMER = "META-INF/freshet/former-codecs.properties";

  private CodecInput(byte[] bytes, ClassLoader loader) throws IOException {
    super(new ByteArrayInputStream(bytes), loader);
  }

  /**
   * The codec that was serialised, perhaps under a former name.
   *
   * @throws ClassNotFoundException where its class is neither there nor named in a resource
   */
  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // a checkpoint is Flink's own
  static <T> Codec<T> read(byte[] bytes, ClassLoader loader)
      throws IOException, ClassNotFoundException {
    try (CodecInput in = new CodecInput(bytes, loader)) {
      return (Codec<T>) in.readObject();
    }
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass kept)
      throws IOException, ClassNotFoundException {
    try {
      return super.resolveClass(kept);
    } catch (ClassNotFoundException e) {
      String name = names().getProperty(kept.getName());
      if (name == null) {
        throw e;
      }
      return Class.forName(name, false, classLoader);
    }
  }

  /** What all modules name. */
  private Properties names() throws IOException {
    Properties names = new Properties();
    for (URL resource : Collections.list(classLoader.getResources(FORMER))) {
      try (Reader reader = new InputStreamReader(resource.openStream(), UTF_8)) {
        names.load(reader);
      }
    }
    return names;
  }
}
