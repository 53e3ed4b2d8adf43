package luthier.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The head of a run's page: what it is, how it stands, and where things are.
final class HeaderSection {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HeaderSection() {}

  static void write(Html html, RunRecord run) {
    html.open("header");
    Page.brand(html);
    html.open("h1").text(run.name());
    RunRecord.Status status = run.status();
    html.element("span", status.words(), "class", "pill " + status.name().toLowerCase(Locale.ROOT));
    html.close("h1");
    html.element("p", String.join("  ·  ", facts(run)), "class", "facts");
    html.open("nav", "aria-label", "Parts of this page").open("ul");
    link(html, "result", "Result");
    link(html, "curves", "Curves");
    if (run.evaluation().isPresent()) {
      link(html, "samples", "Samples");
    }
    if (run.forgetting().isPresent()) {
      link(html, "forgetting", "What it kept");
    }
    if (run.data().isPresent()) {
      link(html, "data", "Data");
    }
    link(html, "proofs", "Proofs");
    link(html, "settings", "Settings");
    link(html, "environment", "Environment");
    html.close("ul").close("nav").close("header");
  }

  private static void link(Html html, String id, String text) {
    html.open("li").element("a", text, "href", "#" + id).close("li");
  }

  private static List<String> facts(RunRecord run) {
    List<String> facts = new ArrayList<>();
    run.manifest()
        .ifPresent(manifest -> {
          facts.add(manifest.task());
          facts.add(
              manifest.base().name()
                  + " ("
                  + Numbers.abbreviated(manifest.base().parameters())
                  + " parameters)");
        });
    method(run).ifPresent(facts::add);
    if (!run.metrics().steps().isEmpty()) {
      facts.add(Numbers.count(run.metrics().steps().getLast().step()) + " steps");
    }
    run.manifest()
        .ifPresent(manifest -> {
          facts.add("seed " + manifest.seed());
          facts.add(time(manifest.startedTime()));
        });
    run.seconds().ifPresent(seconds -> facts.add(Numbers.duration(seconds)));
    return facts;
  }

  private static Optional<String> method(RunRecord run) {
    Optional<String> kind = Optional.ofNullable(run.settings().get("method.kind"));
    return kind.map(name ->
        switch (name) {
          case "lora" -> "LoRA" + rank(run);
          case "full" -> "full fine-tuning";
          default -> name;
        });
  }

  private static String rank(RunRecord run) {
    return Optional.ofNullable(run.settings().get("method.r"))
        .map(rank -> " of rank " + rank)
        .orElse("");
  }

  static String time(Instant time) {
    return TIME.format(time);
  }
}
