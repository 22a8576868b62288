/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.cli.observe.FollowedRun;
import io.freshet.cli.observe.SampleRun;
import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.report.ReportTable;
import io.freshet.cli.report.StandingReport;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.service.http.BearerTokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.print.PrintOptions;

/** The page as a person uses it, in a real browser over a real broker and a real node. */
@ExtendWith({Browser.Present.class, ServersExtension.class})
class PageBrowserITCase {
  private static final String TOKEN = "only-in-tests";
  private static final List<String> VIEWS =
      List.of("overview", "tasks", "versions", "generations", "evaluation", "letters", "search");

  /** Looked at by people; see docs/page.md. */
  private static final Path PICTURES = Path.of("target", "pictures");

  @TempDir static Path folder;
  private static @Nullable Browser browser;
  private static @Nullable PageDeployment deployment;
  private static @Nullable FollowedRun run;
  private static @Nullable PageServer server;

  @BeforeAll
  static void start(Servers servers) throws Exception {
    browser = Browser.start(folder);
    deployment = new PageDeployment(servers, folder);
    run = new FollowedRun(deployment.config().kafka(), InstantSource.system());
    server =
        PageServer.start(
            deployment.config(),
            0,
            new OperatorToken(BearerTokens.of(TOKEN), Optional.of(TOKEN)),
            run,
            PageSearches.of(deployment.config(), folder.resolve("cache"), () -> {}));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {browser, server, run, deployment}) {
      if (part != null) {
        part.close();
      }
    }
  }

  @BeforeEach
  void open() {
    browser.look(900, false);
    browser.open(server.address() + "#overview");
    browser.driver().executeScript("sessionStorage.clear()");
    browser.see("main h3");
    browser.see("main", "search");
  }

  @Test
  void newsAppearByThemselves() {
    browser.open(server.address() + "#versions");
    browser.see("main", deployment.name(20));
    deployment.version(40, deployment.name(20), ModelVersion.Verdict.REJECTED);
    browser.see("main", deployment.name(40));
    browser.see(".versions > li:first-child", "rejected");
    browser.see(".versions > li:first-child", "from " + deployment.name(20));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void viewsAreChosenByKeys() {
    WebElement body = browser.driver().findElement(By.tagName("body"));
    body.sendKeys("4");
    browser.see("h2", "Generations");
    assertThat(browser.driver().switchTo().activeElement().getText()).isEqualTo("Generations");
    assertThat(browser.see("nav a[aria-current]").getText()).isEqualTo("Generations");
    browser.see("nav a[aria-current]").sendKeys(Keys.ARROW_RIGHT);
    browser.see("h2", "Evaluation");
    assertThat(browser.driver().switchTo().activeElement().getText())
        .as("the row of views keeps the focus")
        .isEqualTo("Evaluation");
    browser.see(".plot canvas");
  }

  @Test
  void aFormerGenerationServesAgainOnceAnOperatorConfirms() throws Exception {
    browser.open(server.address() + "#generations");
    browser.see("main", "given up");
    browser.press("Swap back");
    browser.see("#confirm", "freshet generations promote " + deployment.index(1));
    browser.press("Cancel");
    assertThat(commands()).isEmpty();
    browser.press("Swap back");
    browser.see("#confirm-reason").sendKeys("worse since yesterday");
    browser.driver().findElement(By.id("confirm-yes")).click();
    browser.see("#token", "A token is needed");
    browser.see("#token-value").sendKeys("wrong" + Keys.ENTER);
    browser.see("#token", "not accepted");
    assertThat(commands()).isEmpty();
    browser.see("#token-value").sendKeys(TOKEN + Keys.ENTER);
    browser.see("#said", deployment.index(1) + " is to serve");
    assertThat(commands())
        .singleElement()
        .satisfies(
            command -> {
              assertThat(command.name()).isEqualTo(deployment.name(10));
              assertThat(command.order()).isEqualTo(ModelVersion.Order.PROMOTE);
              assertThat(command.reason()).isEqualTo("worse since yesterday");
            });
  }

  private static List<ModelVersion.Command> commands() throws Exception {
    List<ModelVersion.Command> commands = new ArrayList<>();
    for (ModelVersion version :
        TopicLog.read(
            deployment.config().kafka(),
            deployment.config().kafka().topics().modelVersions(),
            ModelVersionJson::decode)) {
      if (version instanceof ModelVersion.Command command) {
        commands.add(command);
      }
    }
    return commands;
  }

  @Test
  void deadLettersAreFoundAndReplayedOnce() throws Exception {
    browser.driver().executeScript("sessionStorage.setItem('freshet-token', arguments[0])", TOKEN);
    browser.open(server.address() + "#letters");
    browser.see("main", "malformed-json");
    browser.see("input[name=reason]").sendKeys("unknown-task");
    browser.press("Find");
    browser.see("main", "2 found");
    browser.see(".letters summary").click();
    browser.see(".letters", "number 2");
    for (String told : List.of("2 would be sent", "0 would be sent")) {
      browser.press("Replay these");
      browser.see("#confirm", told);
      browser.driver().findElement(By.id("confirm-yes")).click();
      browser.see("#said", told.charAt(0) + " replayed");
      browser.see(".letters", "replayed");
    }
    assertThat(
            TopicLog.read(
                deployment.config().kafka(),
                deployment.config().kafka().topics().trainingExamples(),
                TrainingMessageJson::decode))
        .extracting(message -> ((TrainingExample) message).query())
        .containsExactlyInAnyOrder("number 1", "number 2");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void searchesStandSideBySideWithTheirReasons() throws Exception {
    browser.open(server.address() + "#search");
    browser.see("input[name=text]").sendKeys("operator window");
    browser
        .driver()
        .executeScript(
            "const s = document.querySelector('select[name=beside]'); s.value = arguments[0]; s.dispatchEvent(new Event('change'))",
            deployment.index(1));
    browser.see("input[name=text]").sendKeys(Keys.ENTER);
    browser.see("main", "Served by " + deployment.index(2));
    assertThat(browser.text(".hits h4")).isEqualTo("Vectors\nBM25\nHybrid\nOther generation");
    for (int list = 1; list <= 4; list++) {
      assertThat(browser.text(".hits:nth-child(%d) li:first-child .hit-title".formatted(list)))
          .isEqualTo("Document 0");
    }
    assertThat(browser.text(".hits:nth-child(2) mark")).contains("operator", "window");
    browser.see(".hits:nth-child(3) summary").click();
    browser.see(".hits:nth-child(3)", "1.000 = 0.500 of vectors (#1");
    browser.picture(PICTURES.resolve("search-900-light.png"));
    browser
        .driver()
        .executeScript("ask('search', {text: 'a', beside: '*'}).catch(e => say(e.message, true))");
    browser.see("#said", "there is no generation '*' any more");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void everyViewFitsEveryWindowInLightAndDark() throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {400, 900, 1920}) {
        browser.look(width, dark);
        for (String view : VIEWS) {
          browser.open(server.address() + "#" + view);
          browser.see("main[data-view=%s] h3".formatted(view));
          assertThat(browser.overflow()).as("%s at %d pixels", view, width).isZero();
          browser.picture(
              PICTURES.resolve("%s-%d-%s.png".formatted(view, width, dark ? "dark" : "light")));
        }
        assertThat(
                browser
                    .driver()
                    .executeScript("return getComputedStyle(document.body).backgroundColor"))
            .isEqualTo(dark ? "rgb(20, 25, 27)" : "rgb(247, 247, 244)");
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void numbersOfACommandMakeAReportToo() throws Exception {
    Path report = folder.resolve("evaluation.html");
    StandingReport.of(
            "Evaluation",
            Map.of("model", "0123abcd"),
            List.of(
                new ReportTable(
                    "Collections",
                    "Means.",
                    List.of("Collection", "Queries", "ndcg_cut_10"),
                    List.of(List.of("animals", 40, 0.75), List.of("average", "", 0.75)),
                    Optional.of(2)),
                ReportTable.tenths("Queries", "", "Queries", List.of(0.05, 0.5, 0.55, 1.0))))
        .write(report);
    browser.open(report.toUri().toString());
    browser.see("main", "animals");
    assertThat(browser.text("article > h2")).isEqualTo("Results");
    assertThat(browser.text("main td")).contains("0.7500", "0.5 to 0.6", "40");
    browser.picture(PICTURES.resolve("evaluation-report-900-light.png"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theReportStandsAloneAndPrints() throws Exception {
    Path report = folder.resolve("report.html");
    Files.writeString(report, PageAssets.standing(StateJson.of(SampleRun.after(200), true)));
    browser.open(report.toUri().toString());
    browser.see(".plot canvas");
    assertThat(browser.text("article > h2"))
        .isEqualTo("Overview\nTasks\nVersions\nGenerations\nEvaluation\nDead letters");
    assertThat(browser.driver().findElements(By.cssSelector("button")))
        .noneMatch(WebElement::isDisplayed);
    assertThat(browser.overflow()).isZero();
    byte[] pdf =
        Base64.getDecoder().decode(browser.driver().print(new PrintOptions()).getContent());
    Files.createDirectories(PICTURES);
    Files.write(PICTURES.resolve("report.pdf"), pdf);
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    assertThat(browser.complaints()).isEmpty();
  }
}
