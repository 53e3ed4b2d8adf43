package luthier.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {

  @TempDir Path directory;

  @Test
  void theManifestReadsBack() throws IOException {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("luthier", "0.1.0");
    versions.put("java", "25.0.1");
    Manifest manifest =
        new Manifest(
            "support",
            "chat",
            Instant.parse("2026-03-04T05:06:07Z"),
            42,
            "cpu",
            2,
            versions,
            new Manifest.Base("pocket", "LlamaForCausalLM", 12_000_000, 400_000, "ab12"),
            List.of(new Manifest.DataFile("tickets.jsonl", "train", 12345, "cd34")),
            List.of(
                new RunEvent.Decision("training.dtype", "bfloat16", "measured 1.4 times faster")),
            Map.of("training.epochs", "3"));
    Path file = directory.resolve("manifest.json");
    manifest.write(file);
    assertThat(Manifest.read(file)).isEqualTo(manifest);
    assertThat(Files.readString(file))
        .startsWith("{\n  \"format_version\": 1,\n  \"name\": \"supp");
  }

  @Test
  void theDataReportReadsBack() throws IOException {
    DataReport report =
        new DataReport(
            List.of(new DataReport.Source("tickets.jsonl", "train", "openai_messages", 412)),
            new DataReport.Counts(412, 2, 5, 3, 1, 0, 0, 404),
            List.of(new DataReport.Split("train", 364, 40_000, 9_000)),
            List.of(new DataReport.BadLine("tickets.jsonl", 17, "empty answer")),
            DataReport.Lengths.of(1024, 20, new int[] {12, 30, 44, 200}),
            List.of(new DataReport.Finding("warning", "5 rows are duplicates", 5)),
            List.of(
                new DataReport.Sample(
                    "9f2c",
                    "tickets.jsonl:1",
                    List.of(
                        new DataReport.Token("<|user|>", false),
                        new DataReport.Token("Hi", true)))));
    Path file = directory.resolve("data.json");
    report.write(file);
    assertThat(DataReport.read(file)).isEqualTo(report);
  }

  @Test
  void thePreflightReadsBack() throws IOException {
    Preflight preflight =
        new Preflight(
            List.of(
                new Preflight.Proof(
                    "I1", "The stop token is supervised", Preflight.Outcome.PASS, ""),
                new Preflight.Proof(
                    "I6", "Same prompt", Preflight.Outcome.NOT_APPLICABLE, "no text")),
            List.of(new Preflight.Estimate("memory", "1.2 GB of 8 GB")));
    Path file = directory.resolve("preflight.json");
    preflight.write(file);
    assertThat(Preflight.read(file)).isEqualTo(preflight);
    assertThat(preflight.passed()).isTrue();
    assertThat(
            new Preflight(
                    List.of(new Preflight.Proof("I1", "t", Preflight.Outcome.FAIL, "d")), List.of())
                .passed())
        .isFalse();
    Files.writeString(
        file, Files.readString(file).replace("\"outcome\": \"pass\"", "\"outcome\": \"maybe\""));
    assertThatThrownBy(() -> Preflight.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file + ": proofs[0]: key 'outcome' is 'maybe', expected pass, fail or not_applicable");
  }

  @Test
  void theCertificateReadsBack() throws IOException {
    Certificate certificate =
        new Certificate(
            "adapter",
            "adapter",
            "float32",
            List.of(
                Certificate.Measure.atMost("max_logit_difference", "m", 1e-6, 1e-4),
                Certificate.Measure.atLeast("difference_from_base", "m", 2.5, 1e-3),
                Certificate.Measure.told("compared_tokens", "m", 512)),
            List.of(new Certificate.ExportedFile("adapter_model.safetensors", 99, "ef56")));
    Path file = directory.resolve("certificate.json");
    certificate.write(file);
    assertThat(Certificate.read(file)).isEqualTo(certificate);
    assertThat(certificate.passed()).isTrue();
    assertThat(Certificate.Measure.atMost("m", "m", Double.NaN, 1).passed()).isFalse();
    assertThat(Certificate.Measure.atLeast("m", "m", 0, 1).passed()).isFalse();
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("data.json"), "{\"format_version\": 2}");
    assertThatThrownBy(() -> DataReport.read(file))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            file
                + ": has format version 2, this Luthier reads 1 to 1; read it with the version that"
                + " wrote it, or a newer one");
  }

  @Test
  void lengthsAreCountedIntoRoundBins() {
    DataReport.Lengths lengths = DataReport.Lengths.of(64, 10, new int[] {0, 7, 8, 15, 16, 79});
    assertThat(lengths.edges()).containsExactly(0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80);
    assertThat(lengths.counts()).containsExactly(2, 2, 1, 0, 0, 0, 0, 0, 0, 1);
    assertThat(lengths.median()).isEqualTo(8);
    assertThat(lengths.longest()).isEqualTo(79);
    assertThat(DataReport.Lengths.of(64, 10, new int[0]).counts()).isEmpty();
  }
}
