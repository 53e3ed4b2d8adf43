package luthier.report;

import java.util.List;
import luthier.runlog.Certificate;
import luthier.runlog.Preflight;

/// What was proved before the first step, and what was found when the export was read back.
final class ProofsSection {

  private static final int DIGEST_SHOWN = 16;

  private ProofsSection() {}

  static void write(Html html, RunRecord run) {
    Page.section(html, "proofs", "Proofs");
    run.preflight()
        .ifPresentOrElse(
            preflight -> write(html, preflight),
            () -> html.element("p", "No preflight was made.", "class", "empty"));
    run.certificate()
        .ifPresentOrElse(
            certificate -> write(html, certificate),
            () -> html.element("p", "Nothing was exported yet.", "class", "empty"));
    html.close("section");
  }

  private static void write(Html html, Preflight preflight) {
    List<String> heads = List.of("Proof", "", "What was found");
    DataSection.tableHead(html, "Preflight, before the first step", heads, "proofs");
    for (Preflight.Proof proof : preflight.proofs()) {
      html.open("tr").open("th", "scope", "row");
      html.element("span", proof.id(), "class", "id").text(" " + proof.title()).close("th");
      html.open("td");
      switch (proof.outcome()) {
        case PASS -> html.element("span", "✓ pass", "class", "pill pass");
        case FAIL -> html.element("span", "✗ fail", "class", "pill fail");
        case NOT_APPLICABLE -> html.element("span", "– n.a.", "class", "pill none");
      }
      html.close("td").element("td", proof.detail()).close("tr");
    }
    html.close("tbody").close("table");
    if (!preflight.estimates().isEmpty()) {
      DataSection.tableHead(html, "Estimates", List.of("What", "Estimate"), "");
      for (Preflight.Estimate estimate : preflight.estimates()) {
        html.open("tr").element("th", estimate.name(), "scope", "row");
        html.element("td", estimate.value()).close("tr");
      }
      html.close("tbody").close("table");
    }
  }

  private static void write(Html html, Certificate certificate) {
    String caption =
        "Certificate of "
            + certificate.path()
            + " ("
            + certificate.kind()
            + ", "
            + certificate.dtype()
            + "): read back and compared with the live model";
    List<String> heads = List.of("Measure", "Value", "Limit", "");
    DataSection.tableHead(html, caption, heads, "proofs");
    for (Certificate.Measure measure : certificate.measures()) {
      html.open("tr").open("th", "scope", "row");
      html.element("span", measure.name(), "class", "id").text(" " + measure.meaning());
      html.close("th").element("td", Numbers.significant(measure.value(), 4));
      String limit = limit(measure);
      html.element("td", limit).open("td");
      if (!limit.isEmpty()) {
        boolean passed = measure.passed();
        String word = passed ? "✓ pass" : "✗ fail";
        html.element("span", word, "class", passed ? "pill pass" : "pill fail");
      }
      html.close("td").close("tr");
    }
    html.close("tbody").close("table");
    DataSection.tableHead(html, "Exported files", List.of("File", "Size", "SHA-256"), "");
    for (Certificate.ExportedFile file : certificate.files()) {
      html.open("tr").element("th", file.path(), "scope", "row");
      html.element("td", Numbers.bytes((double) file.bytes()));
      html.open("td").element("code", shortened(file.sha256()), "title", file.sha256());
      html.close("td").close("tr");
    }
    html.close("tbody").close("table");
  }

  private static String limit(Certificate.Measure measure) {
    boolean low = measure.atLeast() != Double.NEGATIVE_INFINITY;
    boolean high = measure.atMost() != Double.POSITIVE_INFINITY;
    String least = Numbers.shortest(measure.atLeast());
    String most = Numbers.shortest(measure.atMost());
    if (low && high) {
      return least + " to " + most;
    }
    return low ? "at least " + least : high ? "at most " + most : "";
  }

  static String shortened(String digest) {
    return digest.length() <= DIGEST_SHOWN ? digest : digest.substring(0, DIGEST_SHOWN) + "…";
  }
}
