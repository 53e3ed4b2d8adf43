package luthier.generation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;
import luthier.TrainingFailedException;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;

/// Writes on from prompts.
///
/// @param kernels of the calling thread
/// @param stop ids that end a text; they are not part of it
public record Generator(LanguageModel model, Kernels kernels, Collection<Integer> stop) {

  /// A text with its place among the prompts.
  private record Place(int index, Prompt prompt, Text text) {}

  /// Hears each new token with the place of its prompt.
  private interface Listener {
    void on(int index, int id);
  }

  /// @param prompt at least one token
  /// @param maxNewTokens at most; fewer where the model's positions end
  /// @param sampling how the next token is chosen
  /// @param each hears every new token at once
  /// @return the new tokens, without the one that ended them
  /// @throws luthier.InvalidInputException when the model has no room for a new token
  public int[] generate(int[] prompt, int maxNewTokens, Sampling sampling, IntConsumer each) {
    List<Prompt> one = List.of(new Prompt(prompt, maxNewTokens, sampling));
    return write(one, Integer.MAX_VALUE, (_, id) -> each.accept(id)).getFirst();
  }

  /// Writes many texts together: each step is one pass over all that are being written. A finished
  /// text makes room for the next prompts, in their order. A text does not depend on its
  /// neighbours, but for rounding: products of other sizes add in another order, so that tokens
  /// whose logits are equal within it (1e-6 of their size in float32, 1e-2 in bfloat16) may change
  /// places.
  ///
  /// @param cachedTokens that texts in progress may have together, their room for new tokens
  ///   included; a prompt that alone needs more is written alone
  /// @return the new tokens for each prompt, without the one that ended them
  /// @throws luthier.InvalidInputException when the model has no room for a new token of a prompt
  public List<int[]> generateAll(List<Prompt> prompts, int cachedTokens) {
    return write(prompts, cachedTokens, (_, _) -> {});
  }

  private List<int[]> write(List<Prompt> prompts, int cachedTokens, Listener each) {
    prompts.forEach(prompt -> prompt.require(model));
    int[][] results = new int[prompts.size()][];
    Deque<Integer> waiting = new ArrayDeque<>();
    for (int i = 0; i < results.length; i++) {
      waiting.add(i);
    }
    List<Place> live = new ArrayList<>();
    try {
      while (!waiting.isEmpty() || !live.isEmpty()) {
        admit(prompts, waiting, live, cachedTokens);
        List<float[]> logits =
            new Passes(model, kernels).logits(live.stream().map(Place::text).toList());
        List<Place> going = new ArrayList<>();
        for (int i = 0; i < logits.size(); i++) {
          Place place = live.get(i);
          if (goesOn(place, logits.get(i), each)) {
            going.add(place);
          } else {
            results[place.index] = place.text.newTokens();
            place.text.close();
          }
        }
        live = going;
      }
    } finally {
      live.forEach(place -> place.text.close());
    }
    return List.of(results);
  }

  private void admit(
      List<Prompt> prompts, Deque<Integer> waiting, List<Place> live, int cachedTokens) {
    long taken = live.stream().mapToLong(place -> place.text.most()).sum();
    while (!waiting.isEmpty()) {
      int index = waiting.getFirst();
      Prompt prompt = prompts.get(index);
      int room = prompt.room(model);
      taken += prompt.tokens().length + room;
      if (taken > cachedTokens && !live.isEmpty()) {
        return;
      }
      waiting.removeFirst();
      live.add(new Place(index, prompt, new Text(model, prompt.tokens(), room)));
    }
  }

  private boolean goesOn(Place place, float[] logits, Listener each) {
    int next = place.prompt.sampling().choose(logits, place.text.written());
    if (!Float.isFinite(logits[next])) {
      throw new TrainingFailedException(
          "the model's logits are not numbers after "
              + place.text.written()
              + " new tokens; are its weights damaged?");
    }
    if (stop.contains(next)) {
      return false;
    }
    place.text.add(next);
    each.on(place.index, next);
    return !place.text.isFull();
  }
}
