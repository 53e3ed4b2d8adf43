package luthier.metric;

/// A metric that gives each answer a number: over a test set it is their mean.
non-sealed interface AnswerMark extends AnswerMetric {}
