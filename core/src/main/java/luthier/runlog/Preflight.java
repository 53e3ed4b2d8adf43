package luthier.runlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import luthier.InvalidInputException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What was proved on this model and this data before the first step: `preflight.json`.
///
/// @param proofs in the order in which they were made
/// @param estimates what the run is expected to need, e.g. `memory`, `time`, in words
public record Preflight(List<Proof> proofs, List<Estimate> estimates) {

  private static final int FORMAT = 1;

  public Preflight {
    proofs = List.copyOf(proofs);
    estimates = List.copyOf(estimates);
  }

  /// How a proof went.
  public enum Outcome {
    PASS,
    FAIL,
    NOT_APPLICABLE;

    /// As it stands in the file: `pass`, `fail`, `not_applicable`.
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// One proof.
  ///
  /// @param id the invariant's name, e.g. `I1`
  /// @param title what must hold, in one sentence
  /// @param detail what was done and found, or why it does not apply
  public record Proof(String id, String title, Outcome outcome, String detail) {}

  /// One estimate.
  public record Estimate(String name, String value) {}

  /// Whether no proof failed.
  public boolean passed() {
    return proofs.stream().noneMatch(proof -> proof.outcome() == Outcome.FAIL);
  }

  /// Reads `preflight.json`.
  ///
  /// @throws InvalidInputException when the file is not what [#write(Path)] writes
  public static Preflight read(Path file) throws IOException {
    JsonView json = Formats.read(file, FORMAT);
    return new Preflight(
        json.list(
            "proofs",
            item ->
                new Proof(item.text("id"), item.text("title"), outcome(item), item.text("detail"))),
        json.list("estimates", item -> new Estimate(item.text("name"), item.text("value"))));
  }

  private static Outcome outcome(JsonView json) {
    String key = json.text("outcome");
    for (Outcome outcome : Outcome.values()) {
      if (outcome.key().equals(key)) {
        return outcome;
      }
    }
    throw new InvalidInputException(
        json.where()
            + ": key 'outcome' is '"
            + JsonView.shortened(key)
            + "', expected pass, fail or not_applicable");
  }

  /// Writes `preflight.json` whole or not at all.
  public void write(Path file) throws IOException {
    ObjectNode json = Formats.object(FORMAT).put("passed", passed());
    ArrayNode proofsJson = json.putArray("proofs");
    for (Proof proof : proofs) {
      proofsJson
          .addObject()
          .put("id", proof.id())
          .put("title", proof.title())
          .put("outcome", proof.outcome().key())
          .put("detail", proof.detail());
    }
    ArrayNode estimatesJson = json.putArray("estimates");
    for (Estimate estimate : estimates) {
      estimatesJson.addObject().put("name", estimate.name()).put("value", estimate.value());
    }
    Json.write(file, json);
  }
}
