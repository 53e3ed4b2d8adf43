package luthier.search;

import java.util.Map;

/// A trial as a sampler sees it.
///
/// @param point the place in each dimension that was active, by key
/// @param loss smaller is better; of a stopped trial the best that it had reported, infinite for a
///   trial that runs or failed
/// @param state what became of it
/// @param rounds how many values it reported
record Observation(Map<String, Double> point, double loss, TrialState state, int rounds) {}
