package luthier.runlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.zip.CRC32C;

/// Writes an event file that TensorBoard reads: the losses and the further numbers as scalars, the
/// decisions and samples as text.
///
/// A file is a row of records: length (8 bytes, little-endian), masked CRC-32C of these 8 bytes,
/// the `Event` message, masked CRC-32C of it (TFRecord format; masking as in TensorFlow's
/// `crc32c.h`). Scalars are float32, as TensorBoard's readers expect.
public final class TensorBoardFile implements RunListener, Closeable {

  private static final int CRC_MASK = 0xa282ead8;
  private static final String VERSION = "brain.Event:2";
  private static final double NANOS = 1e9;

  private final Path path;
  private final FileChannel channel;
  private final InstantSource clock;

  private TensorBoardFile(Path path, FileChannel channel, InstantSource clock) {
    this.path = path;
    this.channel = channel;
    this.clock = clock;
  }

  /// Makes a new event file in a directory, which is made when it is not there.
  public static TensorBoardFile create(Path directory, InstantSource clock) throws IOException {
    Files.createDirectories(directory);
    long second = clock.instant().getEpochSecond();
    for (int i = 0; ; i++) {
      // TensorBoard reads the files of a directory in the order of their names
      String name = String.format(Locale.ROOT, "events.out.tfevents.%010d.luthier.%d", second, i);
      Path path = directory.resolve(name);
      try {
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        TensorBoardFile file = new TensorBoardFile(path, channel, clock);
        file.add(file.event(0).text(3, VERSION));
        return file;
      } catch (FileAlreadyExistsException e) {
        // two runs within a second: the next number is free
      }
    }
  }

  /// Makes the next event file after an interruption.
  ///
  /// @param firstStep what older files say of this step and later ones is void
  public static TensorBoardFile goOn(Path directory, int firstStep, InstantSource clock)
      throws IOException {
    TensorBoardFile file = create(directory, clock);
    // SessionLog{status: START}: readers then drop the points from that step on
    file.add(file.event(firstStep).message(7, new Protobuf().whole(1, 1)));
    return file;
  }

  @Override
  public void on(RunEvent event) {
    switch (event) {
      case RunEvent.StepDone step -> {
        scalar("loss/train", step.step(), step.lossNatsPerToken());
        scalar("training/learning_rate", step.step(), step.learningRate());
        scalar("training/grad_norm", step.step(), step.gradNorm());
        scalar("training/tokens_per_second", step.step(), step.tokensPerSecond());
        step.further().forEach((name, value) -> scalar("training/" + name, step.step(), value));
      }
      case RunEvent.Evaluated evaluated -> {
        scalar("loss/validation", evaluated.step(), evaluated.lossNatsPerToken());
        evaluated
            .scores()
            .forEach((name, value) -> scalar("validation/" + name, evaluated.step(), value));
      }
      case RunEvent.Decision decision -> text("decided/" + decision.key(), 0, decision.text());
      case RunEvent.SampleGenerated(int step, String prompt, String answer) ->
          text("samples", step, indented(prompt) + "\n\n---\n\n" + indented(answer));
      case RunEvent.CurveJudged judged -> text("curves", judged.step(), judged.text());
      case RunEvent.Warning(String words) -> text("warnings", 0, words);
      case RunEvent.StageStarted _,
          RunEvent.StageDone _,
          RunEvent.Note _,
          RunEvent.TrainingStarted _,
          RunEvent.CheckpointSaved _,
          RunEvent.Resumed _,
          RunEvent.Interrupted _,
          RunEvent.MemoryPeak _,
          RunEvent.Finished _,
          RunEvent.Failed _ -> {}
    }
  }

  /// Adds one point of a curve.
  ///
  /// @throws luthier.ResourceException when it cannot be written
  public void scalar(String tag, int step, double value) {
    Protobuf point = new Protobuf().text(1, tag).single(2, (float) value);
    add(event(step).message(5, new Protobuf().message(1, point)));
  }

  /// Adds a text, which TensorBoard shows as Markdown.
  ///
  /// @throws luthier.ResourceException when it cannot be written
  public void text(String tag, int step, String markdown) {
    Protobuf metadata = new Protobuf().message(1, new Protobuf().text(1, "text"));
    Protobuf shape = new Protobuf().message(2, new Protobuf().whole(1, 1));
    Protobuf tensor = new Protobuf().whole(1, 7).message(2, shape).text(8, markdown);
    Protobuf value = new Protobuf().text(1, tag).message(8, tensor).message(9, metadata);
    add(event(step).message(5, new Protobuf().message(1, value)));
  }

  /// Data as a code block, so that nothing in it acts as Markdown or HTML.
  private static String indented(String text) {
    return text.lines().map(line -> "    " + line).reduce((a, b) -> a + "\n" + b).orElse("");
  }

  private Protobuf event(int step) {
    Instant now = clock.instant();
    return new Protobuf().fixed(1, now.getEpochSecond() + now.getNano() / NANOS).whole(2, step);
  }

  private void add(Protobuf event) {
    byte[] bytes = event.bytes();
    ByteBuffer frame = ByteBuffer.allocate(16 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(bytes.length);
    frame.putInt(maskedCrc(frame.array(), 0, Long.BYTES));
    frame.put(bytes);
    frame.putInt(maskedCrc(bytes, 0, bytes.length));
    frame.flip();
    try {
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    } catch (IOException e) {
      throw DiskTrouble.writing(path, e);
    }
  }

  private static int maskedCrc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
