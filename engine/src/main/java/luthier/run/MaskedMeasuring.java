package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import luthier.batch.MicroBatch;
import luthier.evaluation.Guesses;
import luthier.kernel.Kernels;
import luthier.metric.Bootstrap;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Paired;
import luthier.metric.Score;
import luthier.metric.Scores;
import luthier.model.MaskedModel;
import luthier.model.Model;
import luthier.tensor.Workers;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;
import luthier.verdict.Primary;

/// Measures models that fill in hidden words: how sure they are of them, and how many they get
/// right. The same words are hidden every time.
///
/// @param held the examples that are measured
record MaskedMeasuring(
    FineTune.Prepared prepared, Workers workers, List<Kernels> kernels, List<TokenizedExample> held)
    implements Measuring {

  private static final String LOSS = "loss";
  private static final String ACCURACY = "masked_accuracy";

  /// @param fresh modules of the head that began with random values
  private record Filled(List<Guesses.Guessed> guesses, boolean fresh) implements Measured {}

  static MaskedMeasuring of(FineTune.Prepared prepared, Workers workers, List<Kernels> kernels) {
    PreparedData data = prepared.data();
    return new MaskedMeasuring(
        prepared, workers, kernels, data.test().isEmpty() ? data.validation() : data.test());
  }

  /// The metrics of the validation set, without intervals.
  Map<String, Double> validation(MaskedModel model) {
    List<TokenizedExample> examples = prepared.data().validation();
    List<Guesses.Guessed> guesses = guesses(model, examples);
    double tokens = examples.stream().mapToLong(TokenizedExample::supervised).sum();
    double nats = guesses.stream().mapToDouble(g -> Arrays.stream(g.nats()).sum()).sum();
    double right =
        IntStream.range(0, guesses.size()).mapToDouble(i -> right(i, examples, guesses)).sum();
    return Map.of(ACCURACY, right / tokens, "perplexity", Math.exp(nats / tokens));
  }

  private List<Guesses.Guessed> guesses(MaskedModel model, List<TokenizedExample> examples) {
    return new Guesses(model, workers, kernels, Planning.EVALUATED_TOKENS).of(examples);
  }

  /// How many hidden tokens of an example were guessed.
  private static double right(
      int place, List<TokenizedExample> examples, List<Guesses.Guessed> guesses) {
    int[] truth = hidden(examples.get(place));
    long[] said = guesses.get(place).tokens();
    return IntStream.range(0, truth.length).filter(i -> truth[i] == said[i]).count();
  }

  private static int[] hidden(TokenizedExample example) {
    return Arrays.stream(example.labels()).filter(label -> label != MicroBatch.IGNORED).toArray();
  }

  @Override
  public Measured measure(Model tuned) {
    MaskedModel model = (MaskedModel) tuned;
    return new Filled(guesses(model, held), !model.fresh().isEmpty());
  }

  @Override
  public Measured measureBase(Model base, Measured tuned) {
    return measure(base);
  }

  @Override
  public Evaluation compare(Measured before, Measured after) {
    Scores scores = scores((Filled) before, (Filled) after);
    return new Evaluation(
        set(),
        byExample(_ -> 1).length,
        prepared.recipe().seed(),
        scores.base(),
        scores.tuned(),
        scores.differences(),
        samples((Filled) before, (Filled) after));
  }

  @Override
  public Findings findings(Measured before, Measured after) {
    if (held.isEmpty()) {
      return Findings.none(new Primary(LOSS, true, false), set());
    }
    Scores scores = scores((Filled) before, (Filled) after);
    Judged judged = new Judged(LOSS);
    judged.add(Predictor.Kind.BASE, "base model", scores);
    return new Findings(
        judged.verdict(),
        judged.primary(),
        set(),
        judged.predictors(scores.tuned()),
        judged.comparisons(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        complaints(before, after));
  }

  private String set() {
    return held.isEmpty() ? "none" : prepared.data().test().isEmpty() ? "validation" : "test";
  }

  private Scores scores(Filled before, Filled after) {
    long seed = prepared.recipe().seed();
    List<Score> base = new ArrayList<>();
    List<Score> tuned = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    double[] tokens = byExample(place -> held.get(place).supervised());
    if (tokens.length > 0) {
      double[] natsBefore = byExample(place -> nats(place, before));
      double[] natsAfter = byExample(place -> nats(place, after));
      double[] rightBefore = byExample(place -> right(place, held, before.guesses()));
      double[] rightAfter = byExample(place -> right(place, held, after.guesses()));
      base.add(Bootstrap.ratio(LOSS, natsBefore, tokens, seed));
      tuned.add(Bootstrap.ratio(LOSS, natsAfter, tokens, seed));
      base.add(Score.perplexity(base.getFirst()));
      tuned.add(Score.perplexity(tuned.getFirst()));
      base.add(Bootstrap.ratio(ACCURACY, rightBefore, tokens, seed));
      tuned.add(Bootstrap.ratio(ACCURACY, rightAfter, tokens, seed));
      differences.add(Paired.ratio(LOSS, natsBefore, natsAfter, tokens, seed));
      differences.add(Paired.ratio(ACCURACY, rightBefore, rightAfter, tokens, seed));
    }
    return new Scores(base, tuned, differences);
  }

  private static double nats(int place, Filled filled) {
    return Arrays.stream(filled.guesses().get(place).nats()).sum();
  }

  private interface OfPiece {
    double at(int place);
  }

  /// Sums over the pieces of each text: they are not independent, so they are not drawn apart.
  private double[] byExample(OfPiece value) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int i = 0; i < held.size(); i++) {
      sums.merge(held.get(i).id(), value.at(i), Double::sum);
    }
    return sums.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// The first texts with their hidden words, and what each model puts there.
  private List<Evaluation.Sample> samples(Filled before, Filled after) {
    int count = Math.min(prepared.recipe().evaluation().samples(), held.size());
    Tokenizer tokenizer = prepared.encoder().map(ExampleEncoder::tokenizer).orElseThrow();
    return IntStream.range(0, count)
        .mapToObj(i -> {
          int[] truth = hidden(held.get(i));
          return new Evaluation.Sample(
              List.of(new Evaluation.Turn("prompt", tokenizer.decode(held.get(i).ids(), false))),
              words(tokenizer, truth),
              answer(tokenizer, truth, before.guesses().get(i)),
              answer(tokenizer, truth, after.guesses().get(i)));
        })
        .toList();
  }

  private static Evaluation.Answer answer(
      Tokenizer tokenizer, int[] truth, Guesses.Guessed guessed) {
    int[] said = Arrays.stream(guessed.tokens()).mapToInt(Math::toIntExact).toArray();
    return new Evaluation.Answer(
        words(tokenizer, said),
        Arrays.equals(truth, said) ? Evaluation.Grade.RIGHT : Evaluation.Grade.WRONG);
  }

  private static String words(Tokenizer tokenizer, int[] ids) {
    return String.join(
        " | ",
        Arrays.stream(ids)
            .mapToObj(id -> tokenizer.decode(new int[] {id}, false).strip())
            .toList());
  }

  @Override
  public List<String> complaints(Measured before, Measured after) {
    return ((Filled) before).fresh()
        ? List.of(
            "the base has no head for hidden words, so what it is measured with is a head of random"
                + " values: the difference says that the head was learned, not how much better the"
                + " encoder is")
        : List.of();
  }
}
