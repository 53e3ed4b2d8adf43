package luthier.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Consumer;

/// The frame of every page: one file that may load nothing. The content security policy names the
/// digests of our own style and script, so that nothing else can act, whatever stands in the data.
final class Page {

  private Page() {}

  // how often a browser reads the page of a run that goes on
  private static final String RELOAD_SECONDS = "10";

  /// A page that stays as it is.
  static String html(String title, Consumer<Html> body) {
    return html(title, false, body);
  }

  /// @param live whether the page is written anew while it is looked at: then it reloads itself
  static String html(String title, boolean live, Consumer<Html> body) {
    String style = resource("page.css");
    String script = resource("page.js");
    String policy =
        "default-src 'none'; style-src '"
            + digest(style)
            + "'; script-src '"
            + digest(script)
            + "'; base-uri 'none'; form-action 'none'";
    Html html = new Html();
    html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "http-equiv", "Content-Security-Policy", "content", policy);
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.open("meta", "name", "generator", "content", "Luthier");
    if (live) {
      html.open("meta", "http-equiv", "refresh", "content", RELOAD_SECONDS);
    }
    html.element("title", title);
    html.open("style").trusted(style).close("style");
    html.close("head").open("body");
    body.accept(html);
    html.open("footer").open("p");
    html.text("Written by Luthier. This page is one file and loads nothing from anywhere.");
    html.close("p").close("footer");
    html.open("script").trusted(script).close("script");
    html.close("body").close("html");
    return html.toString();
  }

  /// Luthier's sign, the sound hole of a violin, and its name.
  static void brand(Html html) {
    html.open("p", "class", "brand");
    html.open("svg", "viewBox", "0 0 24 24", "aria-hidden", "true");
    html.open(
        "path",
        "d",
        "M15.9 4.1c-2.6-1.4-4.6.6-4.4 3.4.2 3 1.7 5.600 1.500 9-.2 2.900-2.300 4.500-4.600 3.400");
    html.open("circle", "cx", "16.3", "cy", "5.2", "r", "1.7");
    html.open("circle", "cx", "8.0", "cy", "18.8", "r", "1.7");
    html.open("path", "d", "M9.600 12.400l5-.900");
    html.close("svg");
    html.text("Luthier").close("p");
  }

  /// Opens a section with its heading; its contents are linked to by `id`.
  static void section(Html html, String id, String title) {
    html.open("section", "id", id, "aria-labelledby", id + "-title");
    html.element("h2", title, "id", id + "-title");
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(Page.class.getResourceAsStream(name), name + " is in the jar")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
