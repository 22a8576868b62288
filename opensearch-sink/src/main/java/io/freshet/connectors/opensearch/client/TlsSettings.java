/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.io.Serializable;
import javax.net.ssl.SSLContext;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Whom a client trusts and what it shows of itself. Files are read where the client runs, when it
 * opens, so they must lie on every TaskManager. Immutable.
 *
 * @param caFile certificates of the authorities to trust, PEM; empty for those of the Java platform
 * @param certificateFile the client's own certificate: a PEM chain, or a PKCS12 store where no key
 *     file is given; empty for none
 * @param keyFile the PEM certificate's private key, PKCS8 without encryption; empty for none
 * @param password of the PKCS12 store; masked in {@link #toString}
 */
@PublicEvolving
public record TlsSettings(String caFile, String certificateFile, String keyFile, String password)
    implements Serializable {

  /** The authorities of the Java platform, and no certificate of its own. */
  public static final TlsSettings PLATFORM = new TlsSettings("", "", "", "");

  /** Checks that files are given that belong together. */
  public TlsSettings {
    if (!keyFile.isEmpty() && certificateFile.isEmpty()) {
      throw new IllegalArgumentException("a key file without its certificate file: " + keyFile);
    }
  }

  /** Trusts the authorities in a PEM file and no others. */
  public TlsSettings trusting(String pemFile) {
    return new TlsSettings(pemFile, certificateFile, keyFile, password);
  }

  /** Shows the certificate in a PEM file, proved by the private key in another one. */
  public TlsSettings showingPem(String certificatePem, String keyPem) {
    return new TlsSettings(caFile, certificatePem, keyPem, "");
  }

  /** Shows the one certificate of a PKCS12 store. */
  public TlsSettings showingPkcs12(String store, String storePassword) {
    return new TlsSettings(caFile, store, "", storePassword);
  }

  /**
   * Reads the files: what the Java platform connects with, and can listen with where a certificate
   * is shown.
   *
   * @throws IllegalArgumentException if a file cannot be used; its name is in the message
   */
  public SSLContext context() {
    return TlsContexts.of(this);
  }

  @Override
  public String toString() {
    return "TlsSettings[caFile=%s, certificateFile=%s, keyFile=%s, password=***]"
        .formatted(caFile, certificateFile, keyFile);
  }
}
