/// Conversations that `pocket` learns from: questions about the tables, sums and dates, work on
/// given texts, service under a system prompt with rules, courtesies, in four languages.
///
/// In comes a grammar and seeded chance. Out go whole conversations. What is right is computed
/// here; how it is said is written in the `talk-*.rules`. It must never know the corpus writer.
@NullMarked
package luthier.pocket.talk;

import org.jspecify.annotations.NullMarked;
