package luthier.pocket.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NounsTest {

  @ParameterizedTest
  @CsvSource({
    "den, der Stuhl, den Stuhl",
    "den, der Bär, den Bären",
    "den, die Lampe, die Lampe",
    "ein, der Stuhl, ein Stuhl",
    "ein, die Lampe, eine Lampe",
    "einen, der Löwe, einen Löwen",
    "einen, das Bett, ein Bett",
    "er, der Stuhl, er",
    "er, die Lampe, sie",
    "er, das Bett, es",
    "wort, das Bett, Bett"
  })
  void declinesGermanNouns(String function, String noun, String expected) {
    assertThat(German.changed(function, noun)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "un, el libro, un libro",
    "un, la mesa, una mesa",
    "un, las tijeras, unas tijeras",
    "al, el perro, al perro",
    "al, la vaca, a la vaca",
    "o, el libro, o",
    "o, la mesa, a",
    "o, el águila, a",
    "palabra, la mesa, mesa"
  })
  void knowsTheArticlesOfSpanish(String function, String noun, String expected) {
    assertThat(Spanish.changed(function, noun)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "un_fr, le livre, un livre",
    "un_fr, la table, une table",
    "un_fr, l'étagère, une étagère",
    "un_fr, l'ours, un ours",
    "un_fr, les ciseaux, des ciseaux",
    "de_fr, le Portugal, du Portugal",
    "de_fr, la France, de la France",
    "de_fr, l'Italie, de l'Italie",
    "mot, l'ours, ours"
  })
  void knowsTheArticlesOfFrench(String function, String noun, String expected) {
    assertThat(French.changed(function, noun)).isEqualTo(expected);
  }

  @Test
  void refusesANounWithoutItsArticle() {
    assertThatThrownBy(() -> German.changed("den", "Stuhl"))
        .hasMessageContaining("der, die or das");
    assertThatThrownBy(() -> Spanish.changed("un", "libro")).hasMessageContaining("el, la");
    assertThatThrownBy(() -> French.changed("un_fr", "livre")).hasMessageContaining("article");
  }
}
