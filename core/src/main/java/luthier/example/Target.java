package luthier.example;

import java.util.List;

/// What is to be predicted of a text.
public sealed interface Target {

  /// One label of a set.
  record Label(String name) implements Target {}

  /// Any number of labels of a set, without repetition.
  record Labels(List<String> names) implements Target {
    public Labels {
      names = List.copyOf(names);
    }
  }

  /// Numbers, in the order of the model's outputs; all finite.
  record Numbers(List<Double> values) implements Target {
    public Numbers {
      values = List.copyOf(values);
    }
  }

  /// Labelled passages that do not overlap, in the order of the text.
  record Spans(List<Span> spans) implements Target {
    public Spans {
      spans = List.copyOf(spans);
    }
  }

  /// Nothing is known: a text that is to be predicted.
  record Unknown() implements Target {}

  /// A labelled passage.
  ///
  /// @param start its first character, in Unicode code points of the text
  /// @param end one past its last
  record Span(int start, int end, String label) {}
}
