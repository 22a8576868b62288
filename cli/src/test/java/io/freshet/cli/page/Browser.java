/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import io.freshet.embedded.testing.UnpackedTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a screen, for one thread. */
final class Browser implements AutoCloseable {
  private static final String ABSENT =
      "not on this machine: install Debian's chromium and chromium-driver, or unpack them with .ci/tools and name the folder in FRESHET_TOOLS";

  private static final String DRIVER = "chromedriver";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Skips a class where there is no browser. A condition of the class and no assumption before all
   * tests: the tests of a class that is aborted are not counted, those of one that is skipped are.
   */
  static final class Present implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return chromium().isPresent() && UnpackedTools.program(DRIVER).isPresent()
          ? ConditionEvaluationResult.enabled("there is a browser")
          : ConditionEvaluationResult.disabled(ABSENT);
    }
  }

  private static Optional<Path> chromium() {
    return UnpackedTools.folder()
        .map(root -> root.resolve("usr/lib/chromium/chromium"))
        .filter(Files::isExecutable)
        .or(() -> UnpackedTools.program("chromium"));
  }

  /**
   * Starts it.
   *
   * @param folder for what it keeps
   */
  static Browser start(Path folder) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium().orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        // Builds run as root in containers, which have no user to fall back to.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--user-data-dir=" + folder.resolve("profile"));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(UnpackedTools.program(DRIVER).orElseThrow().toFile())
            .usingAnyFreePort()
            .withLogFile(folder.resolve("chromedriver.log").toFile())
            .withEnvironment(environment(folder))
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** Where libraries and fonts are that were unpacked and not installed. */
  private static Map<String, String> environment(Path folder) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", folder.toString());
    Optional<Path> root = UnpackedTools.folder();
    if (root.isPresent()) {
      environment.put("LD_LIBRARY_PATH", libraries(root.get()));
      if (Files.exists(root.get().resolve("etc/fonts/fonts.conf"))) {
        environment.put("FONTCONFIG_SYSROOT", root.get().toString());
      }
    }
    return environment;
  }

  private static String libraries(Path root) {
    return Stream.of(
            "usr/lib/x86_64-linux-gnu",
            // Where one of those libraries looks for another, by its path in an installation.
            "usr/lib/x86_64-linux-gnu/pulseaudio",
            "lib/x86_64-linux-gnu",
            "usr/lib/chromium")
        .map(root::resolve)
        .map(Path::toString)
        .reduce((one, other) -> one + ":" + other)
        .orElseThrow();
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Opens a page. */
  void open(String address) {
    driver.get(address);
  }

  /** The element of a selector that is shown, as soon as there is one. */
  WebElement see(String selector) {
    return until(
        () ->
            driver.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst(),
        selector);
  }

  /** Waits until an element of a selector shows a text. */
  void see(String selector, String text) {
    String unused =
        until(
            () -> Optional.of(text(selector)).filter(shown -> shown.contains(text)),
            "'%s' in %s".formatted(text, selector));
  }

  /** What all elements of a selector show. */
  String text(String selector) {
    return String.valueOf(
        driver.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')",
            selector));
  }

  private <T> T until(Supplier<Optional<T>> found, String what) {
    return new WebDriverWait(driver, PATIENCE)
        .withMessage(() -> "waiting for " + what + "; the page shows: " + text("body"))
        .ignoring(StaleElementReferenceException.class)
        .until(any -> found.get().orElse(null));
  }

  /** Clicks on the button that says a text. */
  void press(String text) {
    Object unused =
        until(
            () ->
                Optional.ofNullable(
                    driver.executeScript(
                        """
                        const button = [...document.querySelectorAll('button')]
                          .find(b => b.innerText === arguments[0] && b.checkVisibility());
                        button?.click();
                        return button ? true : null;
                        """,
                        text)),
            "a button '" + text + "'");
  }

  /** Lets the page have a size and a colour scheme. */
  void look(int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Pixels that the page is wider than its window. */
  long overflow() {
    return (Long)
        driver.executeScript(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  /**
   * What the browser complained of, such as code that the page's policy forbids; not answers that
   * refuse something, which pages tell of themselves.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("Failed to load resource"))
        .toList();
  }

  /** Keeps what is seen as a picture. */
  void picture(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
