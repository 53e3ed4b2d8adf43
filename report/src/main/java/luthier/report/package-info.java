/// The pages for people: the files of one or more run directories come in.
///
/// Out go `report.html` ([ReportPage]) and the comparison of runs as a table, a page and JSON
/// ([Comparison]); `evaluation.json` is read and written here too ([EvaluationFile]). A page is one
/// self-contained file: styles, script and charts are in it, it loads nothing from anywhere and
/// reads well without its script; the same files give the same bytes.
///
/// It must never read anything but those files, never change them, and never let text from the data
/// act as HTML. `evaluation.json`, format version 1:
///
/// ```
/// {"format_version":1, "split":"test", "n":40, "seed":42,
///  "base":{"loss":{"value":2.4,"low":2.1,"high":2.7,"n":40}, "accuracy":{…}}, "tuned":{…},
///  "differences":{"loss":{"value":-1.3,"low":-1.6,"high":-1.0,"n":40,"p_value":1.0E-4,
///    "test":"paired_randomisation"}},
///  "samples":[{"prompt":[{"role":"user","text":"…"}], "reference":"…",
///    "before":{"text":"…","grade":"wrong"}, "after":{"text":"…","grade":"right"}}]}
/// ```
@NullMarked
package luthier.report;

import org.jspecify.annotations.NullMarked;
