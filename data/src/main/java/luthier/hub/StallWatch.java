package luthier.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Ends a body from which nothing comes: the HTTP client's own timeout ends with the headers.
final class StallWatch implements AutoCloseable {

  private final Watched stream;
  private final Thread thread;

  StallWatch(InputStream body, Duration patience) {
    this.stream = new Watched(body, patience);
    this.thread = Thread.ofVirtual().name("stall watch").start(stream::watch);
  }

  InputStream stream() {
    return stream;
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    stream.close();
  }

  private static final class Watched extends FilterInputStream {

    private final Duration patience;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean stalled;

    Watched(InputStream body, Duration patience) {
      super(body);
      this.patience = patience;
    }

    private void watch() {
      try {
        long left = patience.toNanos();
        while (left > 0) {
          Thread.sleep(Duration.ofNanos(left));
          left = patience.toNanos() - (System.nanoTime() - lastNanos);
        }
        stalled = true;
        in.close();
      } catch (InterruptedException | IOException e) {
        // read to its end, or closed already
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int n = read(one, 0, 1);
      return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int n = super.read(buffer, offset, length);
        lastNanos = System.nanoTime();
        if (n < 0 && stalled) {
          throw silence();
        }
        return n;
      } catch (IOException e) {
        throw stalled ? silence() : e;
      }
    }

    private IOException silence() {
      return new IOException("nothing came for " + patience.toMillis() / 1000.0 + " s");
    }
  }
}
