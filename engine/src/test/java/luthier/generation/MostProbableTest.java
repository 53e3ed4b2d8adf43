package luthier.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MostProbableTest {

  @Test
  void theOrderIsThatOfASort() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      float[] logits = new float[1 + random.nextInt(60)];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (random.nextInt(21) - 10) / 4f; // many equals, also 0 and -0
        logits[i] = logits[i] == 0 && random.nextBoolean() ? -0.0f : logits[i];
      }
      int[] sorted =
          IntStream.range(0, logits.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -(double) (logits[i] + 0.0f)))
              .mapToInt(Integer::intValue)
              .toArray();
      MostProbable order = new MostProbable(logits);
      assertThat(IntStream.range(0, logits.length).map(order::get).toArray()).isEqualTo(sorted);
      assertThat(order.get(0)).isEqualTo(sorted[0]); // those taken out are remembered
    }
  }
}
