package luthier.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryBlockTest {

  @ParameterizedTest
  @CsvSource({
    "'1', 0",
    "'5 3 7', 0",
    "'300', 0",
    "'40 300 2 3', 0",
    "'1000 1', 0",
    "'256 256', 0",
    "'40 300 2 3', 64",
    "'700', 100",
    "'255 2', 1"
  })
  void everyTokenIsOneBlocksQueryAndSeesItsDocument(String lengths, int window) {
    int[] documents = Arrays.stream(lengths.split(" ")).mapToInt(Integer::parseInt).toArray();
    int most = window == 0 ? Integer.MAX_VALUE : window;
    List<QueryBlock> blocks = QueryBlock.of(documents, Reach.causal(most));
    int token = 0;
    int block = 0;
    for (int document : documents) {
      int start = token;
      for (; token < start + document; token++) {
        while (token >= blocks.get(block).first() + blocks.get(block).count()) {
          block++;
        }
        QueryBlock b = blocks.get(block);
        long[] range = b.visibleTo(token);
        assertThat(range)
            .containsExactly(Math.max(start, token + 1L - Math.min(most, token + 1)), token + 1L);
        assertThat(b.firstKey() + b.keys()).isGreaterThan(token);
      }
    }
    assertThat(blocks)
        .allSatisfy(b -> {
          assertThat(b.keys() % QueryBlock.STEP).isZero();
          assertThat(b.padded() % QueryBlock.STEP).isZero();
          assertThat(b.count()).isBetween(1, QueryBlock.MOST);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "'1', -1",
    "'5 3 7', -1",
    "'300', -1",
    "'40 300 2 3', -1",
    "'256 256', -1",
    "'5 3 7', 0",
    "'40 300 2 3', 64",
    "'700 9', 100",
    "'255 2', 1"
  })
  void inBothDirectionsItSeesAsFarOnEitherSide(String lengths, int each) {
    int[] documents = Arrays.stream(lengths.split(" ")).mapToInt(Integer::parseInt).toArray();
    Reach reach = each < 0 ? Reach.ALL : Reach.around(each);
    int start = 0;
    for (int document : documents) {
      for (int token = start; token < start + document; token++) {
        QueryBlock block = blockOf(QueryBlock.of(documents, reach), token);
        long first = each < 0 ? start : Math.max(start, token - each);
        long end = each < 0 ? start + document : Math.min(start + document, token + each + 1);
        assertThat(block.visibleTo(token)).containsExactly(first, end);
        assertThat(block.firstKey()).isLessThanOrEqualTo((int) first);
        assertThat(block.firstKey() + block.keys()).isGreaterThanOrEqualTo((int) end);
        assertThat(block.keys() % QueryBlock.STEP).isZero();
      }
      start += document;
    }
  }

  private static QueryBlock blockOf(List<QueryBlock> blocks, int token) {
    return blocks.stream()
        .filter(block -> token >= block.first() && token < block.first() + block.count())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"'50 50 50 50 50 50', 2", "'300 50', 3", "'512 512', 4", "'100 100 100', 2"})
  void shortDocumentsShareABlock(String lengths, int blocks) {
    int[] documents = Arrays.stream(lengths.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThat(QueryBlock.of(documents, Reach.causal(Integer.MAX_VALUE))).hasSize(blocks);
    assertThat(QueryBlock.of(documents, Reach.ALL)).hasSize(blocks);
  }
}
