package luthier.pocket.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProseFilterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The brush is moved over the picture, and what lies under it takes its colour.",
        "\"There you are,\" said the old captain. \"We have been waiting since noon.\"",
        "Wenn Sie das Fenster schließen, wird die Datei zuerst gespeichert.",
        "El perro cruzó la calle y se sentó delante de la puerta."
      })
  void acceptsProse(String paragraph) {
    assertThat(ProseFilter.accepts(paragraph)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Choose Format - Page Style to open the dialog with the settings of the page.",
        "The value of sched_priority is taken when the thread is put into the list.",
        "This calls close(2) and then gives the number of the file back to the caller.",
        "The :mod:'tty' module defines functions for putting the terminal into other modes.",
        "Push *line* onto a buffer that will be checked by all the calls that follow it.",
        "This program is distributed without any warranty, and you may give it to others.",
        "a paragraph that begins in the middle of a sentence and so is not whole.",
        "The name of the file, its size, the date and the owner of the folder, and",
        "See http://example.org/ for the whole story of how this came to be so."
      })
  void refusesTheRest(String paragraph) {
    assertThat(ProseFilter.accepts(paragraph)).isFalse();
  }

  @Test
  void tellsLanguagesApart() {
    assertThat(Language.of("The dog and the cat live with the people of this house."))
        .isEqualTo(Optional.of(Language.ENGLISH));
    assertThat(Language.of("Der Hund und die Katze sind nicht mit dem Auto gefahren."))
        .isEqualTo(Optional.of(Language.GERMAN));
    assertThat(Language.of("El perro y los gatos viven en una casa para cuando llueve."))
        .isEqualTo(Optional.of(Language.SPANISH));
    assertThat(Language.of("Le chien et les chats sont dans une maison avec le jardin."))
        .isEqualTo(Optional.of(Language.FRENCH));
    assertThat(Language.of("Il cane e il gatto sono nella casa che non è della famiglia."))
        .isEmpty();
  }

  @Test
  void readsTheTranslationsOfACatalogue() {
    List<Block> blocks =
        CatalogText.blocks(catalogue("Good day.", "Guten Tag.\n\nWie geht es dir?"));

    assertThat(blocks)
        .containsExactly(
            new Block(Block.Kind.TEXT, "Guten Tag."),
            new Block(Block.Kind.TEXT, "Wie geht es dir?"));
    assertThat(
            CatalogText.blocks(
                "no catalogue, only a text of some length".getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
  }

  private static byte[] catalogue(String original, String translation) {
    byte[] from = original.getBytes(StandardCharsets.UTF_8);
    byte[] to = translation.getBytes(StandardCharsets.UTF_8);
    int texts = 28 + 16;
    ByteBuffer out =
        ByteBuffer.allocate(texts + from.length + 1 + to.length + 1).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x950412de).putInt(0).putInt(1).putInt(28).putInt(36).putInt(0).putInt(0);
    out.putInt(from.length).putInt(texts);
    out.putInt(to.length).putInt(texts + from.length + 1);
    out.put(from).put((byte) 0).put(to).put((byte) 0);
    return out.array();
  }

  @Test
  void readsTheDialogueOfAGame() {
    assertThat(
            EndlessSkyText.blocks(
                "mission \"x\"\n"
                    + "\tconversation\n"
                    + "\t\t`You land on the moon.`\n"
                    + "\t\t`Hello, <first>.`"))
        .containsExactly(new Block(Block.Kind.TEXT, "You land on the moon."));
  }
}
