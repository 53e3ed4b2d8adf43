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
///
/// A task with labels has no samples but `labels`, in which `base` above is explained by `baseline`
/// and what follows depends on the task (a ratio that is not defined is left out):
///
/// ```
/// "labels":{"task":"classification", "baseline":"always saying 'refund'",
///   "classes":[{"label":"refund","n":31,"hits":28,"false_alarms":4,"misses":3,
///     "precision":0.875,"recall":0.9,"f1":0.89}],
///   "confusion":{"refund":{"refund":28,"cancel":3}, …},            (true label, predicted label)
///   "calibration":[{"from":0.8,"to":0.87,"confidence":0.84,"right":0.9,"n":20}],
///   "precision_recall":{"positive":"refund","share":0.2,"threshold":[…],"recall":[…],
///     "precision":[…]},                                            (of two labels)
///   "mistakes":[{"text":"…","truth":"refund","predicted":"cancel","confidence":0.97}]}
/// multi_label:          "classes", "calibration", "mistakes"
/// regression:           "n", "targets":[{"name":"price","truth":[…],"predicted":[…]}], "mistakes"
/// token_classification: "classes", "errors":{"label":1,"bounds":2,"label_and_bounds":0,
///                       "missed":3,"spurious":1}, "mistakes"
/// embedding:            "documents":40, "mistakes"
/// ```
///
/// A task of language has `forgetting`, what the model kept of what it knew ([ForgettingJson]),
/// where that could be measured; each of the sets is the general probe or the user's keep-set:
///
/// ```
/// "forgetting":{"max_forgetting":0.05, "exceeded":false, "sentences":["General loss: …"],
///   "sets":[{"name":"general", "tokens":4100, "n":61,
///     "before":{"value":3.10,"low":2.90,"high":3.30}, "after":{…}, "rise":{…},
///     "p_value":0.002, "test":"paired_randomisation",
///     "bits_per_byte":{"before":1.41,"after":1.43},
///     "parts":[{"kind":"language","name":"de","n":11,"before":3.2,"after":3.3}]}]}
/// ```
///
/// Runs that end with a verdict have besides (`more_examples` where there is such):
///
/// ```
/// "verdict":{"word":"no_difference", "sentence":"…", "reasons":["…"], "metric":"accuracy",
///   "lower_is_better":false, "share":true, "more_examples":120},
/// "predictors":[{"kind":"base", "name":"base model", "scores":{"accuracy":{…}}}, …],
///                           (kinds: base, prompt, blind, neighbours, tuned)
/// "comparisons":[{"rival":"base", "name":"base model", "value":0.1, "low":…, "high":…, "n":95,
///   "p_value":0.03, "test":"mcnemar_exact", "p_corrected":0.06, "detectable":0.11}],
/// "slices":[{"by":"length", "of":"long: …", "metric":"accuracy", "value":0.4, "low":…, "high":…,
///   "n":31, "others":0.7, "p_corrected":0.01, "weak":true}],
/// "answers":[{"change":"lost", "prompt":…, "reference":…, "before":…, "after":…}],
/// "tokens":[{"tokens":[{"text":"Yes", "base":2.1, "tuned":0.1}]}],      (nats)
/// "notes":["…"]
/// ```
@NullMarked
package luthier.report;

import org.jspecify.annotations.NullMarked;
