package luthier.metric;

/// A point of a precision-recall curve.
///
/// @param threshold positive is what has at least this probability
public record CurvePoint(double threshold, double recall, double precision) {}
