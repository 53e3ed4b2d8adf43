package luthier.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A blend curve for a terminal: what each share keeps of the gain and of the rise.
public final class BlendText {

  private BlendText() {}

  /// The table, with a line end.
  ///
  /// @param points from the base, share 0, to the tuned model, share 1
  public static String of(List<BlendFile.Point> points) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            "  %-7s%-18s%-18s%-18s%s%n",
            "blend",
            "validation loss",
            "general loss",
            "keep-set loss",
            "of the gain, of the rise"));
    BlendFile.Point base = points.getFirst();
    BlendFile.Point tuned = points.getLast();
    for (BlendFile.Point point : points) {
      double gain = share(base.loss(), point.loss(), tuned.loss());
      Optional<Double> rise =
          point
              .general()
              .flatMap(g -> base.general().flatMap(b -> tuned.general().map(t -> share(b, g, t))));
      out.append(
          String.format(
                  Locale.ROOT,
                  "  %-7s%-18s%-18s%-18s%s",
                  point.share(),
                  loss(Optional.of(point.loss())),
                  loss(point.general()),
                  loss(point.keep()),
                  percent(gain) + rise.map(r -> ", " + percent(r)).orElse(""))
              .stripTrailing());
      out.append(System.lineSeparator());
    }
    return out.append(
            "  (nats per token; choose one, then: luthier export RUN --as … --blend SHARE)")
        .append(System.lineSeparator())
        .toString();
  }

  private static double share(double from, double at, double to) {
    return from == to ? Double.NaN : (at - from) / (to - from);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String loss(Optional<Double> loss) {
    return loss.map(value -> String.format(Locale.ROOT, "%.4f", value)).orElse("–");
  }
}
