/// Where base models come from. In: what a user writes after `base:`, and the environment; out: a
/// directory in Hugging Face layout. Must never know a source by name: each has a package of its
/// own, and those that need libraries of their own a module that can be left out.
@NullMarked
package luthier.base;

import org.jspecify.annotations.NullMarked;
