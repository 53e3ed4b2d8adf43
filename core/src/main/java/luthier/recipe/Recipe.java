package luthier.recipe;

/// Everything that decides one run, read from one file and never changed afterwards.
///
/// A `Recipe` that exists is valid; no code outside this package checks these values again. Each
/// stage of the pipeline is handed its own section only, never the whole recipe.
///
/// @param name names the run directory
/// @param seed seed of every random choice
/// @param task what the model learns
/// @param base the model that is tuned
/// @param data which examples
/// @param method which weights are trained
/// @param training how they are found
/// @param evaluation what is asked before and after
/// @param device where tensors live
/// @param threads of the processor that one run uses
public record Recipe(
    String name,
    long seed,
    Task task,
    Base base,
    Data data,
    Method method,
    Training training,
    Evaluation evaluation,
    Auto<Device> device,
    Auto<Integer> threads) {}
