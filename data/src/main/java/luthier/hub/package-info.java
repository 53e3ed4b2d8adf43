/// Base models of a hub that speaks Hugging Face's protocol. In: `org/name@revision` and the
/// environment that Python's huggingface_hub knows; out: a directory in Hugging Face layout, in the
/// cache that both share. Must never open a pickle, believe a byte that it did not check, or send
/// the token to another host.
@NullMarked
package luthier.hub;

import org.jspecify.annotations.NullMarked;
