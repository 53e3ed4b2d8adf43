/// Low-rank adapters beside a model's frozen weights, and their files in PEFT layout. In: a model
/// and what to adapt; out: parameters to train, files. Must never change the base weights, nor know
/// how the adapter is trained.
@NullMarked
package luthier.adapter;

import org.jspecify.annotations.NullMarked;
