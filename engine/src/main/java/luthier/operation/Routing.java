package luthier.operation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Which experts of a mixture each token goes to, and how much each counts.
///
/// @param weights [tokens, experts of a token]
/// @param places for each expert that has tokens, in their order, the places in `weights`, counted
///   row by row
public record Routing(Value weights, Map<Integer, int[]> places) {

  /// The experts with the highest scores, weighted by the softmax over all of them.
  ///
  /// @param scores [tokens, experts]
  /// @param normalised whether the weights of a token's experts are divided by their sum
  public static Routing of(Ops ops, Value scores, int perToken, boolean normalised) {
    long[] chosen = chosen(scores.data(), perToken);
    Value weights =
        ops.stock(
            scores,
            List.of(),
            t -> {
              Tensor index =
                  Native.longs(chosen).view(-1, perToken).to(t[0].device(), ScalarType.Long);
              Tensor p = torch.softmax(t[0].to(ScalarType.Float), -1).gather(1, index);
              Tensor sum = p.sum(new long[] {-1}, true, new ScalarTypeOptional());
              return (normalised ? p.div(sum) : p).to(t[0].scalar_type());
            });
    Map<Integer, int[]> places = new TreeMap<>();
    IntStream.range(0, chosen.length)
        .boxed()
        .collect(Collectors.groupingBy(place -> (int) chosen[place]))
        .forEach((expert, own) -> places.put(expert, own.stream().mapToInt(i -> i).toArray()));
    return new Routing(weights, places);
  }

  private static long[] chosen(Tensor scores, int perToken) {
    try (PointerScope _ = new PointerScope()) {
      Tensor index = scores.to(ScalarType.Float).topk(perToken).get1().cpu().contiguous();
      long[] chosen = new long[Math.toIntExact(index.numel())];
      index.data_ptr_long().get(chosen);
      return chosen;
    }
  }

  /// The experts that have tokens.
  public Set<Integer> experts() {
    return places.keySet();
  }

  /// The tokens of an expert.
  public int[] rows(int expert) {
    int perToken = Math.toIntExact(weights.data().size(1));
    return Arrays.stream(placesOf(expert)).map(place -> place / perToken).toArray();
  }

  private int[] placesOf(int expert) {
    return places.getOrDefault(expert, new int[0]);
  }

  /// What an expert reads: its tokens' rows of x.
  public Value inputs(Ops ops, Value x, int expert) {
    try (PointerScope _ = new PointerScope()) {
      return ops.rows(x, index(Arrays.stream(rows(expert)), x.data()));
    }
  }

  /// The sum over a token's experts of weight times output.
  ///
  /// @param outputs of each expert in [#experts], a row for each of its tokens
  /// @param like a value of the result's shape
  public Value mix(Ops ops, List<Value> outputs, Value like) {
    int[] order = places.values().stream().flatMapToInt(Arrays::stream).toArray();
    long[] shape = like.data().shape();
    int perToken = Math.toIntExact(weights.data().size(1));
    return ops.stock(
        false,
        Stream.concat(Stream.of(weights), outputs.stream()).toList(),
        List.of(),
        t -> {
          Tensor places = index(Arrays.stream(order), t[0]);
          Tensor rows = index(Arrays.stream(order).map(place -> place / perToken), t[0]);
          Tensor factors = t[0].reshape(-1).index_select(0, places).unsqueeze(1);
          Tensor all = torch.cat(new TensorVector(Arrays.copyOfRange(t, 1, t.length)), 0);
          return Native.empty(all, shape).zero_().index_add(0, rows, all.mul(factors));
        });
  }

  /// `sigmoid(gate) * y`.
  ///
  /// @param gate [tokens, 1]
  public static Value weighted(Ops ops, Value y, Value gate) {
    return ops.stock(false, List.of(y, gate), List.of(), t -> t[0].mul(t[1].sigmoid()));
  }

  private static Tensor index(IntStream values, Tensor like) {
    return Native.longs(values.asLongStream().toArray()).to(like.device(), ScalarType.Long);
  }
}
