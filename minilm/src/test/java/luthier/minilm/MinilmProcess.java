package luthier.minilm;

import luthier.base.BaseRequest;

/// Asks for the base in a process of its own, and prints where it is.
final class MinilmProcess {

  private MinilmProcess() {}

  public static void main(String[] arguments) {
    BaseRequest request = BaseRequest.ofProcess(System.out::println);
    System.out.println(new Minilm().directory("minilm", request));
  }
}
