/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of {@link TlsSettings} what the Java platform connects with. Stateless. */
final class TlsContexts {

  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private TlsContexts() {}

  /**
   * A context.
   *
   * @throws IllegalArgumentException if a file cannot be used; its name is in the message
   */
  static SSLContext of(TlsSettings tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(tls), trusted(tls), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot use " + tls + ": " + e.getMessage(), e);
    }
  }

  /** What trusts the authorities of the settings; null stands for the platform's, as in Java. */
  static TrustManager @Nullable [] trusted(TlsSettings tls) throws GeneralSecurityException {
    if (tls.caFile().isEmpty()) {
      return null; // the platform's own
    }
    KeyStore store = empty();
    int number = 0;
    for (Certificate certificate : certificates(tls.caFile())) {
      store.setCertificateEntry("ca-" + number, certificate);
      number++;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** What shows the certificate of the settings; null stands for none, as in Java. */
  static KeyManager @Nullable [] keys(TlsSettings tls) throws GeneralSecurityException {
    if (tls.certificateFile().isEmpty()) {
      return null; // none
    }
    char[] password = tls.password().toCharArray();
    KeyStore store = tls.keyFile().isEmpty() ? pkcs12(tls) : pem(tls);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static KeyStore pkcs12(TlsSettings tls) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new ByteArrayInputStream(read(tls.certificateFile()))) {
      store.load(in, tls.password().toCharArray());
      return store;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "'%s' is no PKCS12 store, or its password is another one; give a key file with a PEM"
              .formatted(tls.certificateFile()),
          e);
    }
  }

  private static KeyStore pem(TlsSettings tls) throws GeneralSecurityException {
    KeyStore store = empty();
    store.setKeyEntry(
        "client",
        privateKey(tls.keyFile()),
        tls.password().toCharArray(),
        certificates(tls.certificateFile()).toArray(new Certificate[0]));
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException("an empty store reads nothing", e);
    }
  }

  private static Collection<? extends Certificate> certificates(String file)
      throws GeneralSecurityException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(read(file)));
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no PEM certificate in '" + file + "'");
    }
    return found;
  }

  private static PrivateKey privateKey(String file) throws GeneralSecurityException {
    Matcher matcher = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          "no key between BEGIN PRIVATE KEY and END PRIVATE KEY in '%s'; %s"
              .formatted(file, "write it as PKCS8 without encryption, or give a PKCS12 store"));
    }
    byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException ofAnotherKind) {
        LOG.debug("the key in '{}' is not {}", file, algorithm);
      }
    }
    throw new IllegalArgumentException("the key in '" + file + "' is neither RSA, EC nor Ed25519");
  }

  private static byte[] read(String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read '" + file + "': " + e, e);
    }
  }
}
