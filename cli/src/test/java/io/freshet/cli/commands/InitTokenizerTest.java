/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.TokenizerFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fresh model with the tokenizer of another. */
class InitTokenizerTest {
  @TempDir Path folder;
  private String corpus = "";
  private String learnt = "";

  @BeforeEach
  void learn() throws Exception {
    corpus = Files.writeString(folder.resolve("texts.txt"), "one text\nanother text\n").toString();
    learnt = folder.resolve("learnt").toString();
    assertThat(Call.of("init", "--size", "tiny", "--corpus", corpus, "--output", learnt).status())
        .isZero();
  }

  @Test
  void tokenizerIsThatOfTheOtherModel() throws Exception {
    Path taken = fresh("taken", learnt);
    TokenizerFile tokenizer = TokenizerFile.read(Path.of(learnt));
    assertThat(TokenizerFile.read(taken).json()).isEqualTo(tokenizer.json());
    assertThat(ModelFolder.read(taken).config().path("vocab_size").asInt())
        .isEqualTo(tokenizer.vocabularySize());
    assertThat(ModelFolder.read(taken).config().path("hidden_size").asInt()).isEqualTo(256);
    assertThat(ModelFolder.read(fresh("again", learnt + "/tokenizer.json")).digest())
        .isEqualTo(ModelFolder.read(taken).digest());
  }

  private Path fresh(String name, String tokenizer) {
    Path output = folder.resolve(name);
    Call call =
        Call.of("init", "--size", "mini", "--tokenizer", tokenizer, "--output", output.toString());
    assertThat(call.status()).as(call.err()).isZero();
    return output;
  }

  @Test
  void whatCannotBeUsedIsSaid() {
    assertRefused("give either --corpus", "--tokenizer", learnt, "--corpus", corpus);
    assertRefused("--vocabulary goes with --corpus", "--tokenizer", learnt, "--vocabulary", "9");
    assertRefused("no such file or folder", "--tokenizer", learnt + "x");
    assertRefused("expected a tokenizer.json or the folder", "--tokenizer", corpus);
    Call none = Call.of("init", "--tokenizer", folder.toString(), "--output", folder + "/new");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains(folder.toString(), "tokenizer.json");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  private void assertRefused(String why, String... options) {
    List<String> words = new ArrayList<>(List.of("init", "--output", folder + "/new"));
    words.addAll(List.of(options));
    Call call = Call.of(words.toArray(String[]::new));
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains(why);
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
