package luthier.pocket;

import java.util.Iterator;
import luthier.pocket.document.Document;

/// One kind of text and how much of the mixture it is.
///
/// @param name shown in the table of sources
/// @param perMille share of the tokens of the whole text
/// @param documents as many as there are; generators give them without end
record Portion(String name, int perMille, Iterator<Document> documents) {}
