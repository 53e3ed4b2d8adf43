/// What happened in a run and the files that tell it: events come in, one at a time and in order.
///
/// Out go the files of the run directory (layout: [RunFiles]): the numbers (`metrics.jsonl`), the
/// story (`events.jsonl`), the examples of each step (`lineage.jsonl`), TensorBoard's event files,
/// and the small documents that a run leaves behind, each a record with its reader and writer:
/// `manifest.json` ([Manifest]), `data.json` ([DataReport]), `preflight.json` ([Preflight]) and
/// `certificate.json` ([Certificate]). All are UTF-8 JSON with snake_case keys and a
/// `format_version`; a number that JSON cannot hold is the string `NaN`, `Infinity` or `-Infinity`.
///
/// It must never change the run that it observes, never lose what was flushed before, and never
/// show a half-written document. Format history: 1, the first.
@NullMarked
package luthier.runlog;

import org.jspecify.annotations.NullMarked;
