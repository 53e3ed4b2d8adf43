package luthier.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import luthier.runlog.EventsFile;
import luthier.runlog.Manifest;
import luthier.runlog.RunEvent;

/// Where and with what the run was made, its inputs' digests, and its story.
final class EnvironmentSection {

  private static final int MOST_EVENTS = 300;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private EnvironmentSection() {}

  static void write(Html html, RunRecord run) {
    Page.section(html, "environment", "Environment and story");
    run.manifest().ifPresent(manifest -> writeManifest(html, run, manifest));
    writeStory(html, run.events());
    html.close("section");
  }

  private static void writeManifest(Html html, RunRecord run, Manifest manifest) {
    html.open("dl", "class", "facts");
    fact(html, "directory", run.directory());
    fact(html, "device", manifest.device());
    fact(html, "threads", Integer.toString(manifest.threads()));
    fact(html, "seed", Long.toString(manifest.seed()));
    manifest.versions().forEach((name, version) -> fact(html, name, version));
    run.largest("memory_bytes").ifPresent(bytes -> fact(html, "peak memory", Numbers.bytes(bytes)));
    html.close("dl");
    List<String> heads = List.of("What was read", "Use", "Size", "SHA-256");
    DataSection.tableHead(html, "Inputs", heads, "");
    Manifest.Base base = manifest.base();
    input(
        html,
        base.name() + ", " + base.architecture(),
        "base model",
        Numbers.abbreviated(base.parameters())
            + " parameters, "
            + Numbers.abbreviated(base.trainableParameters())
            + " trained",
        base.sha256());
    for (Manifest.DataFile file : manifest.data()) {
      input(html, file.path(), file.use(), Numbers.bytes((double) file.bytes()), file.sha256());
    }
    html.close("tbody").close("table");
  }

  private static void fact(Html html, String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close("div");
  }

  private static void input(Html html, String name, String use, String size, String digest) {
    html.open("tr").element("th", name, "scope", "row");
    html.element("td", use).element("td", size).open("td");
    html.element("code", ProofsSection.shortened(digest), "title", digest);
    html.close("td").close("tr");
  }

  private static void writeStory(Html html, List<EventsFile.TimedEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    int left = Math.max(0, events.size() - MOST_EVENTS);
    html.open("details", "class", "story");
    html.element("summary", "The story of the run, " + events.size() + " events");
    if (left > 0) {
      html.element("p", "The first " + left + " are left out here; see events.jsonl.");
    }
    html.open("ol");
    for (EventsFile.TimedEvent timed : events.subList(left, events.size())) {
      html.open("li", "class", timed.event() instanceof RunEvent.Warning ? "warning" : "");
      html.element("time", TIME.format(timed.time()), "datetime", timed.time().toString());
      html.text(" " + timed.event().text()).close("li");
    }
    html.close("ol").close("details");
  }
}
