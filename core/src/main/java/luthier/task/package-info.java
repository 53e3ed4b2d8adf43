/// Tasks for language models: what a model is asked and what is right. In: small YAML files, the
/// bundled ones or a user's; out: prompts as text with their answers. Never sees a model, and never
/// lets a key of a file pass that nobody reads.
@NullMarked
package luthier.task;

import org.jspecify.annotations.NullMarked;
