package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import luthier.generation.Generator;
import luthier.generation.Prompt;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.tensor.Workers;
import luthier.tokenizer.Tokenizer;

/// What a model writes on from prompts, always the most probable token.
///
/// @param stop tokens that end an answer
record GreedyAnswers(
    LanguageModel model,
    Workers workers,
    List<Kernels> kernels,
    Tokenizer tokenizer,
    Set<Integer> stop) {

  /// Of the answers that a worker writes at once: about 1 GB for a model of 7 billion parameters.
  private static final int CACHED_TOKENS = 8192;

  /// The answers without special tokens. A prompt that leaves no room for an answer loses its
  /// beginning. Each worker writes those of every so many-th prompt together.
  ///
  /// @param maxTokens of an answer
  List<String> to(List<int[]> prompts, int maxTokens) {
    int most = Math.max(1, model.maxPositions() - maxTokens);
    String[] answers = new String[prompts.size()];
    workers.sum(worker -> {
      List<Prompt> own = new ArrayList<>();
      for (int i = worker; i < answers.length; i += workers.count()) {
        int[] prompt = prompts.get(i);
        int from = Math.max(0, prompt.length - most);
        int[] fits = Arrays.copyOfRange(prompt, from, prompt.length);
        own.add(new Prompt(fits, maxTokens, new Sampling.Greedy()));
      }
      List<int[]> written =
          new Generator(model, kernels.get(worker), stop).generateAll(own, CACHED_TOKENS);
      for (int i = 0; i < written.size(); i++) {
        answers[worker + i * workers.count()] = tokenizer.decode(written.get(i), true);
      }
      return 0;
    });
    return List.of(answers);
  }
}
