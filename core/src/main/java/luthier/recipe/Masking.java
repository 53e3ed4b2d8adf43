package luthier.recipe;

/// How texts are hidden from a model that learns to fill them in.
///
/// @param probability share of the words that are chosen, in (0, 1)
public record Masking(double probability) {

  /// What holds where a recipe says nothing (Devlin et al. 2018, arXiv:1810.04805, section 3.1).
  public static final Masking USUAL = new Masking(0.15);

  public Masking {
    new Problems().check(MaskedKeys.PROBABILITY, probability).throwIfAny();
  }
}
