package luthier.hub;

import luthier.base.BaseRequest;

/// Asks for a model in a process of its own, and prints where it is.
final class HubProcess {

  private HubProcess() {}

  /// @param arguments the name of the model
  public static void main(String[] arguments) {
    BaseRequest request = BaseRequest.ofProcess(System.out::println);
    System.out.println(new Hub().directory(arguments[0], request));
  }
}
