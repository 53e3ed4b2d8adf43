package luthier.recipe;

/// The model that is tuned.
///
/// @param reference absolute directory in Hugging Face layout, or a name that `run` resolves
///   (built-in name, hub id `org/name@revision`, Maven artefact `maven:group:artifact:version`)
/// @param init where its weights come from
public record Base(String reference, Init init) {

  public Base {
    new Problems().check(RecipeKeys.BASE, reference).throwIfAny();
  }

  /// Where the first weights come from.
  public enum Init {
    /// From the weights files of the base.
    PRETRAINED,
    /// Drawn from the seed; the base needs only a `config.json` (and a tokenizer).
    RANDOM
  }
}
