package luthier.pocket.talk;

/// A form that the system prompt asks of every reply.
interface ReplyForm {

  /// The sentence of the system prompt that asks for it; empty for none.
  String instruction();

  /// @param mood whether the customer was rude
  String apply(String answer, Exchange exchange, boolean rude);

  /// No form asked for.
  ReplyForm PLAIN =
      new ReplyForm() {
        @Override
        public String instruction() {
          return "";
        }

        @Override
        public String apply(String answer, Exchange exchange, boolean rude) {
          return answer;
        }
      };
}
