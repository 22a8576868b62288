/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.Pooling;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitFromOnnxTest {
  @TempDir Path folder;

  @Test
  void jarBecomesAFolder() throws Exception {
    URL inside = InitFromOnnxTest.class.getResource("/all-minilm-l6-v2.onnx");
    assertThat(inside).as("the jar on the tests' class path").isNotNull();
    String jar =
        Path.of(((JarURLConnection) inside.openConnection()).getJarFileURL().toURI()).toString();
    Path output = folder.resolve("minilm");
    Call call =
        Call.of(
            "init",
            "--from-onnx",
            jar,
            "--pooling",
            "cls",
            "--max-length",
            "128",
            "--output",
            output.toString());
    assertThat(call.status()).as(call.err()).isZero();
    ModelFolder model = ModelFolder.read(output);
    assertThat(call.out()).contains(model.digest());
    assertThat(model.pooling()).containsExactly(Pooling.CLS);
    assertThat(model.maxLength()).isEqualTo(128);

    Call again = Call.of("init", "--from-onnx", jar, "--output", output.toString());
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("exists already", output.toString());
    Call tooLong =
        Call.of("init", "--from-onnx", jar, "--max-length", "513", "--output", folder + "/long");
    assertThat(tooLong.status()).isEqualTo(2);
    assertThat(tooLong.err()).contains("513 tokens", "512 positions");
  }

  @Test
  void whatCannotBeUsedIsSaid() throws Exception {
    String output = folder.resolve("new").toString();
    String file = Files.writeString(folder.resolve("model.onnx"), "{}").toString();
    Call neither = Call.of("init", "--output", output);
    assertThat(neither.status()).isEqualTo(2);
    assertThat(neither.err()).contains("--corpus", "--from-onnx");
    Call size = Call.of("init", "--from-onnx", file, "--size", "tiny", "--output", output);
    assertThat(size.status()).isEqualTo(2);
    assertThat(size.err()).contains("--size makes a fresh model");
    Call both = Call.of("init", "--from-onnx", file, "--pretrained", "minilm", "--output", output);
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("either --pretrained or --from-onnx");
    Call corpus = Call.of("init", "--pretrained", "minilm", "--corpus", file, "--output", output);
    assertThat(corpus.status()).isEqualTo(2);
    assertThat(corpus.err()).contains("--corpus makes a fresh model");
    Call unknown = Call.of("init", "--pretrained", "other", "--output", output);
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("'other'", "expected minilm");
    Call own = Call.of("init", "--pretrained", "minilm", "--tokenizer", file, "--output", output);
    assertThat(own.status()).isEqualTo(2);
    assertThat(own.err()).contains("--tokenizer does not go with --pretrained");
    Call fresh = Call.of("init", "--corpus", file, "--pooling", "cls", "--output", output);
    assertThat(fresh.status()).isEqualTo(2);
    assertThat(fresh.err()).contains("--pooling goes with --from-onnx only");
    Call missing = Call.of("init", "--from-onnx", file + "x", "--output", output);
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).contains("no such file");
    Call lone = Call.of("init", "--from-onnx", file, "--output", output);
    assertThat(lone.status()).isEqualTo(1);
    assertThat(lone.err()).contains("no tokenizer.json beside", "--tokenizer");
    Call other = Call.of("init", "--from-onnx", file, "--tokenizer", file, "--output", output);
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err()).contains("no ONNX file");
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
