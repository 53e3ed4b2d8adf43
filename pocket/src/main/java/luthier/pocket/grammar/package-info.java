/// A small template language for generated text.
///
/// In come resource files of rules and of tables of things. Out go expanded sentences in which
/// articles, pronouns and plurals agree with what was picked. It must never draw chance from
/// anything but the given seed, and never leave a name unresolved.
@NullMarked
package luthier.pocket.grammar;

import org.jspecify.annotations.NullMarked;
