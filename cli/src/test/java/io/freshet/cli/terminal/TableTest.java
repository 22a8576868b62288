/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    StringWriter out = new StringWriter();
    Table.of("A", "LONG").row("wide", 1).print(new PrintWriter(out));
    assertThat(out.toString().lines()).containsExactly("A     LONG", "wide  1");
  }

  @Test
  void everyRowHasAllCells() {
    assertThatThrownBy(() -> Table.of("A").row(1, 2)).hasMessageContaining("2 cells");
  }

  @Test
  void aPlainScreenPrintsStatusSeldom() {
    StringWriter out = new StringWriter();
    Screen screen = Screen.of(new PrintWriter(out), false, 3600);
    screen.status("one");
    screen.status("two");
    screen.line("news");
    assertThat(out.toString().lines()).containsExactly("one", "news");
  }

  @Test
  void aLiveScreenKeepsItsStatusBelowTheNews() {
    StringWriter out = new StringWriter();
    Screen screen = Screen.of(new PrintWriter(out), true, 3600);
    screen.status("state");
    screen.line("news");
    assertThat(out.toString()).isEqualTo("\r\u001b[Kstate\r\u001b[Knews\nstate");
  }
}
