package luthier.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Regularisers that contradict the rest of a recipe are refused with both keys.
class RegularizationKeysTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.l2_sp=0.1|init=random|leaves nothing worth staying near to",
        "training.kl_beta=0.1|init=random|leaves nothing worth staying near to",
        "training.l2_sp=0.1|method.adapter=old|no product of its rank",
        "training.kl_beta=0.1|task=classification|need not have a head",
        "training.r_drop_alpha=1|task=regression|no distribution",
        "training.label_smoothing=0.1|task=regression|no distribution",
        "training.r_drop_alpha=1|method.kind=full|two passes without dropout are the same",
        "training.r_drop_alpha=1|method.dropout=0|two passes without dropout are the same",
        "training.average_checkpoints=3|data.validation=none|needs a validation set",
        "training.average_checkpoints=3|training.ema_decay=0.9|is a mean already",
      })
  void contradictionsNameBothKeys(String key, String other, String why) {
    assertThat(Recipes.error(Recipes.SHORTEST, key, other))
        .hasMessageContaining(key.substring(0, key.indexOf('=')))
        .hasMessageContaining(other.substring(0, other.indexOf('=')))
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "training.neftune_noise_alpha=-1",
    "training.l2_sp=-0.1",
    "training.ema_decay=1",
    "training.ema_decay=0",
    "training.kl_beta=-1",
    "training.r_drop_alpha=-2",
    "training.average_checkpoints=1",
    "training.model_dropout=0.1"
  })
  void rangesAreChecked(String setting) {
    assertThat(Recipes.error(Recipes.SHORTEST, setting))
        .hasMessageContaining(setting.substring(0, setting.indexOf('=')))
        .hasMessageContaining("expected");
  }

  /// As early stopping does, what needs a validation set goes with it.
  @Test
  void averagingGoesWithTheValidationSet() {
    Recipe recipe = Recipes.shortest("training.average_checkpoints=3");
    assertThat(recipe.withValidation(new Split.None()).training().regularization())
        .isEqualTo(Regularization.NONE);
  }
}
