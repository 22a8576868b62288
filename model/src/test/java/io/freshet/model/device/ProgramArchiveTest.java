/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.loss.LossDefinitions;
import io.freshet.model.program.ProgramSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class ProgramArchiveTest {
  private static final ProgramSource NETWORK =
      new ProgramSource("mine", "def inputs(x: Tensor) -> Tensor:\n  return x\n");

  private static Map<String, String> packed(Program program, ProgramSource... losses)
      throws IOException {
    Map<String, String> entries = new HashMap<>();
    byte[] archive = ProgramArchive.of(program, Optional.of(NETWORK), () -> List.of(losses));
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(
            entry.getName().replace("p/code/__torch__/", ""),
            new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  private static ProgramSource dispatch(String file) {
    return new ProgramSource(
        LossDefinitions.DISPATCH, "def loss(q: Tensor):\n  return __torch__." + file + ".f(q)\n");
  }

  @Test
  void whatALossBringsIsPackedWhereLossesAreCalled() throws IOException {
    ProgramSource mine = new ProgramSource("mine", "def f(q: Tensor):\n  return q\n");
    Map<String, String> training = packed(Program.TRAINING, dispatch("mine"), mine);
    assertThat(training)
        .containsEntry("mine.py", mine.text())
        .containsEntry("architecture.py", NETWORK.text())
        .containsKeys("losses.py", "losses_dispatch.py", "training.py")
        .doesNotContainKey("distillation.py");
    assertThat(packed(Program.ENCODER, dispatch("mine"), mine))
        .containsEntry("architecture.py", NETWORK.text())
        .doesNotContainKeys("mine.py", "losses_dispatch.py");
  }

  @Test
  void aLossThatCannotBeUsedStopsNobodyWhoCallsNone() {
    assertThat(
            ProgramArchive.of(
                Program.ENCODER,
                Optional.of(NETWORK),
                () -> {
                  throw new IllegalStateException("not asked");
                }))
        .isNotEmpty();
  }

  @Test
  void aFileCalledAsOneOfFreshetsIsRefused() {
    for (String name : List.of("pooling", "architecture", LossDefinitions.DISPATCH)) {
      ProgramSource mine = new ProgramSource(name, "def f(q: Tensor):\n  return q\n");
      assertThatThrownBy(() -> packed(Program.TRAINING, dispatch(name), mine))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a loss brings a source called " + name + ".py");
    }
  }
}
