/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Boards and alert rules, as an installation brings them. */
@ExtendWith(UnpackedExtension.class)
class MonitoringFilesTest {
  private final Installation installation;

  MonitoringFilesTest(Installation installation) {
    this.installation = installation;
  }

  @Test
  void metricsOfOursInBoardsAndAlertsAreDocumented() throws Exception {
    Set<String> ours =
        Monitoring.used(installation).stream().filter(Monitoring::ours).collect(Collectors.toSet());
    assertThat(ours).hasSizeGreaterThan(30);
    assertThat(Monitoring.documented(installation)).containsAll(ours);
  }

  @Test
  void everyDocumentedMetricIsOnABoard() throws Exception {
    Set<String> shown = new HashSet<>();
    for (Path board : Monitoring.boards(installation)) {
      shown.addAll(Monitoring.names(board));
    }
    // The total and the parts of rejected records say the same; boards show the parts.
    assertThat(shown)
        .containsAll(
            Monitoring.documented(installation).stream()
                .filter(name -> !name.endsWith("_freshet_numRecordsRejected"))
                .toList());
  }

  @Test
  void boardsHaveNamesAndPanelsOfTheirOwn() throws Exception {
    List<Path> boards = Monitoring.boards(installation);
    assertThat(boards).hasSize(4);
    List<String> uids = new ArrayList<>();
    for (Path file : boards) {
      JsonNode board = new JsonMapper().readTree(file.toFile());
      uids.add(board.path("uid").asText());
      Set<Integer> ids = new HashSet<>();
      for (JsonNode panel : board.path("panels")) {
        assertThat(ids.add(panel.path("id").asInt())).as("%s %s", file, panel).isTrue();
        assertThat(panel.path("title").asText()).isNotBlank();
        assertThat(panel.path("targets")).isNotEmpty();
      }
      assertThat(ids).isNotEmpty();
    }
    assertThat(uids).doesNotHaveDuplicates();
  }

  @Test
  void promtoolAgreesWithRulesAndTheirTests() throws Exception {
    assumeThat(Tools.program("promtool")).as(Tools.ABSENT).isPresent();
    String promtool = Tools.program("promtool").orElseThrow().toString();
    Path folder = Monitoring.rules(installation).getParent();
    said(folder, promtool, "check", "config", "prometheus.yml");
    assertThat(said(folder, promtool, "check", "rules", "alerts.yml")).contains("SUCCESS");
    assertThat(said(folder, promtool, "test", "rules", "alerts-test.yml")).contains("SUCCESS");
  }

  private static String said(Path folder, String... command) throws Exception {
    return Tools.output(new ProcessBuilder(command).directory(folder.toFile()));
  }

  @Test
  void everyAlertIsTestedToBeRaisedAndNotToBe() throws Exception {
    String tests =
        Files.readString(Monitoring.rules(installation).resolveSibling("alerts-test.yml"));
    List<String> alerts =
        Pattern.compile("- alert: (\\w+)")
            .matcher(Files.readString(Monitoring.rules(installation)))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(alerts).isNotEmpty();
    for (String alert : alerts) {
      assertThat(tests)
          .contains("{eval_time: 100m, alertname: " + alert + "}")
          .contains("alertname=\"" + alert + "\"");
    }
  }
}
