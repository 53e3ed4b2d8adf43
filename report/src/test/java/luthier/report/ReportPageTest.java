package luthier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import luthier.InvalidInputException;
import luthier.runlog.RunDirectory;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-04T05:06:07Z"));

  @TempDir Path directory;

  private String support() throws IOException {
    FakeRun.support().write(directory);
    return ReportPage.html(directory);
  }

  @Test
  void saysWhatCameOut() throws IOException {
    assertThat(text(support()))
        .contains("support")
        .contains(
            "chat  ·  pocket (11.9 M parameters)  ·  LoRA of rank 16  ·  120 steps  ·  seed 42")
        .contains("Better than the base model, on 42 test examples.")
        .contains("Accuracy 7.1 % → 85.7 %")
        .contains("Loss 2.876 → 1.187")
        .contains("2.5 % to 19.0 %")
        .contains("Change +78.6 points (+66.7 to +90.5), p\u00a0<\u00a00.001, 42 examples")
        .contains("5 rows are exact duplicates of others and were left out")
        .contains("Best, step 100");
  }

  @Test
  void showsTheDataAndMarksWhatIsLearned() throws IOException {
    String html = support();
    assertThat(text(html))
        .contains("tickets.jsonl:17")
        .contains("message 2 has role 'assitant'")
        .contains("51 tokens, of which 18 are learned (marked)")
        .contains("131,004")
        .contains("max_length 1024");
    assertThat(html)
        .contains("<mark> sorry</mark>")
        .contains("<span> my</span>")
        .contains("<mark>&lt;|end|&gt;</mark>")
        .contains("<title>80 to 119 tokens: ");
  }

  @Test
  void showsProofsSettingsAndDecisions() throws IOException {
    String html = support();
    assertThat(text(html))
        .contains("The stop token is supervised")
        .contains("542 of 542 answers end with the supervised <|end|>")
        .contains("✓ pass")
        .contains("– n.a.")
        .contains("at most 1e-4")
        .contains("at least 0.001")
        .contains("measured here: 1.7 times faster than float32")
        .contains("25.0.1+8 (Temurin)")
        .contains("early_stopping.patience");
    assertThat(row(html, "on_bad_line")).containsExactly("skip set", "stop");
    assertThat(row(html, "dtype")).containsExactly("bfloat16 chosen", "auto");
    assertThat(row(html, "epochs")).containsExactly("3.0", "");
    assertThat(row(html, "target_modules")).containsExactly("all-linear", "");
  }

  @Test
  void textFromTheDataNeverActs() throws IOException {
    String html = support();
    Document page = parse(html);
    // one of ours, at the end; the one in the data is text
    assertThat(page.getElementsByTagName("script").getLength()).isEqualTo(1);
    assertThat(page.getElementsByTagName("img").getLength()).isZero();
    assertThat(page.getElementsByTagName("b").getLength()).isZero();
    assertThat(html)
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &lt;img src=x")
        .contains("&lt;b&gt;not bold&lt;/b&gt;");
  }

  @Test
  void loadsNothingFromAnywhere() throws Exception {
    String html = support();
    Document page = parse(html);
    for (String loading : List.of("link", "img", "iframe", "object", "embed", "base", "use")) {
      assertThat(page.getElementsByTagName(loading).getLength()).as(loading).isZero();
    }
    NodeList all = page.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      for (String name : List.of("src", "srcset", "action", "data", "poster", "style", "onclick")) {
        assertThat(element.hasAttribute(name)).as(element.getTagName() + " " + name).isFalse();
      }
      assertThat(element.getAttribute("href")).matches("|#[a-z-]+");
    }
    assertThat(between(html, "<style>", "</style>"))
        .doesNotContain("url(")
        .doesNotContain("@import");
  }

  @Test
  void itsPolicyAllowsOnlyOurStyleAndScript() throws Exception {
    String html = support();
    assertThat(html)
        .contains(
            "default-src &#39;none&#39;; style-src &#39;"
                + digest(between(html, "<style>", "</style>"))
                + "&#39;; script-src &#39;"
                + digest(between(html, "<script>", "</script>"))
                + "&#39;;");
  }

  @Test
  void everyTableHasHeadsAndEveryIdIsUnique() throws IOException {
    Document page = parse(support());
    NodeList tables = page.getElementsByTagName("table");
    assertThat(tables.getLength()).isGreaterThan(12);
    for (int i = 0; i < tables.getLength(); i++) {
      NodeList heads = ((Element) tables.item(i)).getElementsByTagName("th");
      assertThat(heads.getLength()).isPositive();
      for (int h = 0; h < heads.getLength(); h++) {
        assertThat(((Element) heads.item(h)).getAttribute("scope")).isIn("row", "col");
      }
    }
    Set<String> ids = new HashSet<>();
    NodeList all = page.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      String id = ((Element) all.item(i)).getAttribute("id");
      assertThat(id.isEmpty() || ids.add(id)).as("id " + id).isTrue();
    }
    NodeList links = page.getElementsByTagName("a");
    assertThat(links.getLength()).isEqualTo(7);
    for (int i = 0; i < links.getLength(); i++) {
      assertThat(ids).contains(((Element) links.item(i)).getAttribute("href").substring(1));
    }
  }

  @Test
  void theSameFilesGiveTheSamePage() throws IOException {
    String first = support();
    ReportPage.write(directory);
    assertThat(directory.resolve("report.html")).hasContent(first);
    Path again = directory.resolve("elsewhere").resolve(directory.getFileName());
    FakeRun.support().write(again);
    assertThat(ReportPage.html(again)).isEqualTo(first);
  }

  @Test
  void aRunThatHasJustBegunHasAPageToo() throws IOException {
    try (RunDirectory run = RunDirectory.create(directory);
        RunLog log = RunLog.create(run.files(), CLOCK)) {
      log.on(new RunEvent.StageStarted("data"));
      String html = ReportPage.html(directory);
      parse(html);
      assertThat(text(html))
          .contains("not finished")
          .contains("No step has been made yet.")
          .contains("Nothing was measured yet.")
          .contains("Nothing was exported yet.");

      log.on(new RunEvent.TrainingStarted(1, 2));
      log.on(step(1, 3.0));
      log.on(step(2, 2.0));
      log.on(new RunEvent.Evaluated(2, 2, 2.5, Map.of(), 1));
      assertThat(text(ReportPage.html(directory)))
          .contains("Not compared with the base model yet.")
          .contains(
              "Training loss went from 3.000 to 2.000 nats per token in 2 steps; the lowest"
                  + " validation loss is 2.500, at step 2.");
    }
  }

  @Test
  void aRunShorterThanAnEpochHasAPageToo() throws IOException {
    new FakeRun("short", 42, 12, 2e-4, 16).write(directory);
    assertThat(text(ReportPage.html(directory))).contains("12 steps").doesNotContain("epoch 1");
  }

  @Test
  void aFailureIsTheHeadline() throws IOException {
    RunFiles files = new RunFiles(directory);
    try (RunDirectory run = RunDirectory.create(directory);
        RunLog log = RunLog.create(run.files(), CLOCK)) {
      log.on(new RunEvent.TrainingStarted(1, 2));
      log.on(step(1, Double.NaN));
      log.on(new RunEvent.Failed("step 1: the loss is NaN; <lower> the learning rate"));
    }
    assertThat(files.metrics()).content().contains("\"loss\":\"NaN\"");
    String html = ReportPage.html(directory);
    parse(html);
    assertThat(text(html))
        .contains("The run failed.")
        .contains("step 1: the loss is NaN; <lower> the learning rate");
    assertThat(html).contains("class=\"pill failed\"").contains("class=\"verdict bad\"");
  }

  @Test
  void aLongRunStaysASmallPageAndKeepsItsPeaks() throws IOException {
    try (RunDirectory run = RunDirectory.create(directory);
        RunLog log = RunLog.create(run.files(), CLOCK)) {
      for (int step = 1; step <= 20_000; step++) {
        log.on(step(step, step == 12_345 ? 77.5 : 2.0 + 0.1 * Math.sin(step)));
      }
    }
    String html = ReportPage.html(directory);
    assertThat(html.length()).isLessThan(300_000);
    assertThat(html).contains("12345,77.5");
  }

  @Test
  void saysWhatIsWrongWithADirectory() throws IOException {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> ReportPage.html(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(missing + ": there is no such directory; expected the directory of a run");
    assertThatThrownBy(() -> ReportPage.html(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(directory + ": is not a run directory: it has no manifest.json");
    FakeRun.support().write(directory);
    Files.writeString(directory.resolve("recipe.yaml"), "a: [");
    assertThatThrownBy(() -> ReportPage.html(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("recipe.yaml: is not YAML: ");
    Files.writeString(directory.resolve("evaluation.json"), "{\"format_version\": 1}");
    Files.writeString(directory.resolve("recipe.yaml"), "name: x");
    assertThatThrownBy(() -> ReportPage.html(directory))
        .hasMessage(
            directory.resolve("evaluation.json")
                + ": key 'differences' is missing; found the keys [format_version]");
  }

  private static RunEvent.StepDone step(int step, double loss) {
    return new RunEvent.StepDone(step, step, loss, 1e-4, 1, 10, 20, 100, Map.of(), List.of());
  }

  /// The cells behind the head of a row.
  private static List<String> row(String html, String key) {
    String row =
        Pattern.compile("<code>" + key + "</code></th>(.*?)</tr>", Pattern.DOTALL)
            .matcher(html)
            .results()
            .reduce((first, second) -> second)
            .map(result -> result.group(1))
            .orElse("");
    return Pattern.compile("<td>(.*?)</td>")
        .matcher(row)
        .results()
        .map((MatchResult cell) -> cell.group(1).replaceAll("<[^>]*>", ""))
        .toList();
  }

  private static String between(String html, String start, String end) {
    int from = html.indexOf(start) + start.length();
    return html.substring(from, html.indexOf(end, from));
  }

  private static String digest(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    // as the page escapes it: `+`, `/` and `=` stay
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  /// What a reader sees, without tags.
  static String text(String html) {
    String body = html.replaceAll("(?s)<(style|script)>.*?</\\1>", "");
    return body.replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  /// Reads the page as XML, which finds every element that is not closed and every character that
  /// is not escaped.
  static Document parse(String html) {
    String xml =
        html.replace("<!DOCTYPE html>", "")
            .replaceAll("(?s)<(style|script)>.*?</\\1>", "<$1></$1>");
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)));
    } catch (Exception e) {
      throw new AssertionError("the page is not well-formed: " + e.getMessage(), e);
    }
  }
}
