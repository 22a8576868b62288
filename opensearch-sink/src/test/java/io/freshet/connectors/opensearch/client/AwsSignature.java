/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature version 4 as AWS's documentation writes it, computed anew from what arrived. */
final class AwsSignature {

  private static final Pattern SIGNED =
      Pattern.compile("Credential=[^/]+/([^,]+), *SignedHeaders=([^,]+)");

  private AwsSignature() {}

  static String of(SecurityTest.Seen request, String secret) throws GeneralSecurityException {
    Matcher header = SIGNED.matcher(request.headers().get("authorization"));
    if (!header.find()) {
      throw new AssertionError(request.headers().get("authorization"));
    }
    String scope = header.group(1);
    List<String> names = Arrays.asList(header.group(2).split(";", -1));
    int question = request.target().indexOf('?');
    String path = question < 0 ? request.target() : request.target().substring(0, question);
    String query =
        question < 0
            ? ""
            : Arrays.stream(request.target().substring(question + 1).split("&", -1))
                .sorted()
                .collect(Collectors.joining("&"));
    String canonical =
        String.join(
            "\n",
            request.method(),
            path,
            query,
            names.stream()
                .map(name -> name + ":" + request.headers().get(name).strip() + "\n")
                .collect(Collectors.joining()),
            header.group(2),
            sha256(request.body()));
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            request.headers().get("x-amz-date"),
            scope,
            sha256(canonical.getBytes(UTF_8)));
    byte[] key = ("AWS4" + secret).getBytes(UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
