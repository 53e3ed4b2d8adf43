package luthier.jinja;

import java.util.Iterator;

/// What filters like `map` and `select` give: items that are made when asked for, and only once.
///
/// @param iterator makes them
record Stream(Iterator<Value> iterator) implements Value {}
