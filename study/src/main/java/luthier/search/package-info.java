/// The search for better settings: a recipe with a section `search` comes in, a study comes out.
///
/// A study is a directory: `study.db` (SQLite: every trial and what it reported), `trials/0001/` …
/// (a run directory for each trial), `final/seed-42/` … (the winner, trained again) and
/// `study.html`. [Study] is the table of contents. What a trial is, is not known here but by
/// [Trial]; [TuneTrial] is the one that starts `luthier tune` as a process of its own.
///
/// The test set must never be looked at before the winner is known: a trial is made of a
/// [TrialRecipe], which cannot exist unless its test set is withheld.
@NullMarked
package luthier.search;

import org.jspecify.annotations.NullMarked;
