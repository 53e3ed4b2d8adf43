package luthier.estimate;

import java.util.List;
import java.util.Locale;

/// How long a run takes, from its operations and the machine's rate.
///
/// @param trained operations of all training steps
/// @param evaluated operations of all passes over held-out examples
/// @param generatedBytes weights that generation reads: those of the model once for each token
/// @param rates operations a second of earlier runs of this kind on this machine; may be empty
/// @param threads of the run
/// @param bfloat16 what the model computes with
public record TimeModel(
    double trained,
    double evaluated,
    double generatedBytes,
    List<Double> rates,
    int threads,
    boolean bfloat16) {

  /// Operations a second and thread where nothing is recorded: measured at 25 and 135 million
  /// parameters on a server processor with AVX-512 bfloat16, 107 and 128 (`bench/RESULTS.md`);
  /// float32 half of it. Narrow models and older processors stay below.
  private static final double BFLOAT16_RATE = 100e9;

  private static final double FLOAT32_RATE = 50e9;
  private static final double UNKNOWN = 2.5; // a machine that is not known is so much off
  private static final double KNOWN = 1.2;

  /// Forward only is slower for each operation: products of one pass, not of three.
  private static final double FORWARD_LOSS = 1.3;

  private static final double MEMORY_RATE = 8e9; // bytes a second that generation reads
  private static final double START = 6; // seconds: JVM, libraries, base, report

  /// @param low seconds
  /// @param high seconds
  public record Range(double low, double high) {
    /// Such as `2 min 10 s to 3 min`.
    public String text() {
      String from = duration(low);
      String to = duration(high);
      return "about " + (from.equals(to) ? from : from + " to " + to);
    }
  }

  public Range seconds() {
    double usual = threads * (bfloat16 ? BFLOAT16_RATE : FLOAT32_RATE);
    boolean known = !rates.isEmpty();
    double spread = known ? KNOWN : UNKNOWN;
    double fast = rates.stream().mapToDouble(r -> r).max().orElse(usual) * spread;
    double slow = rates.stream().mapToDouble(r -> r).min().orElse(usual) / spread;
    double operations = trained + FORWARD_LOSS * evaluated;
    double generation = generatedBytes / MEMORY_RATE;
    return new Range(
        START / 2 + operations / fast + generation / spread,
        2 * START + operations / slow + generation * spread);
  }

  /// Two units at most, such as `2 min 40 s`.
  static String duration(double seconds) {
    long whole = Math.max(1, Math.round(seconds));
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 600) {
      return units(whole, 60, "min", 10, "s");
    }
    if (whole < 3600) {
      return Math.round(whole / 60.0) + " min";
    }
    return units(whole, 3600, "h", 60, "min");
  }

  /// @param step what the smaller unit is rounded to, and its seconds
  private static String units(long seconds, int large, String largeName, int step, String name) {
    long rounded = Math.round(seconds / (double) step) * step;
    long rest = rounded % large / (name.equals("s") ? 1 : 60);
    return String.format(Locale.ROOT, "%d %s", rounded / large, largeName)
        + (rest == 0 ? "" : " " + rest + " " + name);
  }
}
