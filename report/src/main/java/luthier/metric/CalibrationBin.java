package luthier.metric;

/// The examples whose prediction was about equally sure.
///
/// @param from lower bound of their probability
/// @param to upper bound
/// @param confidence its mean
/// @param right the share of them that is right
/// @param examples how many they are, at least one
public record CalibrationBin(
    double from, double to, double confidence, double right, int examples) {}
