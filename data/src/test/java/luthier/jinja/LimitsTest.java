package luthier.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hostile and broken templates end with an error that names the line.
class LimitsTest {

  private static final Limits LIMITS = new Limits(300_000, 2_000_000, 200);
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private static String render(String source) {
    return Template.compile(source, "t.jinja")
        .render(Map.of("s", "text", "d", Map.of("k", 1L)), Trace.NONE, CLOCK, LIMITS)
        .text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% for x in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
        "{{ range(1000000000) }}",
        "{{ range(0, 10 ** 30)|list }}",
        "{{ 'x' * 1000000000 }}",
        "{{ 'x' * 10 ** 30 }}",
        "{{ [1] * 1000000000 }}",
        "{{ 2 ** (10 ** 9) }}",
        "{{ (10 ** 20000) ** 20000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%.1000000000f' % 1.5 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ 'x'.center(1000000000) }}",
        "{{ 'x'.zfill(1000000000) }}",
        "{{ 'x'|indent(1000000000, true) }}",
        "{{ ('x' * 100000)|list|join('y' * 100000) }}",
        "{{ ('x' * 10000).replace('x', 'y' * 10000) }}",
        "{{ [1]|batch(1000000000, 0)|list }}",
        "{% set ns = namespace(x='xx') %}{% for i in range(64) %}{% set ns.x = ns.x ~ ns.x %}{%"
            + " endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(64) %}{% set ns.x = [ns.x, ns.x] %}{%"
            + " endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(64) %}{% set ns.x = [ns.x, ns.x] %}{%"
            + " endfor %}{{ ns.x|tojson }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(64) %}{% set ns.x = [ns.x, ns.x] %}{%"
            + " endfor %}{{ ns.x == [ns.x[0], ns.x[0]] and ns.x|sort }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(50000) %}{% set ns.x = [ns.x] %}{% endfor"
            + " %}{{ ns.x }}",
      })
  void endsWithAnError(String source) {
    assertThatThrownBy(() -> render(source))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("t.jinja")
        .message()
        .hasSizeLessThan(300);
  }

  @Test
  void nestingOfTheSource() {
    assertThatThrownBy(() -> render("{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nested");
    assertThatThrownBy(() -> render("{% if 1 %}".repeat(20_000) + "{% endif %}".repeat(20_000)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nested");
    assertThatThrownBy(() -> render("{{ 1" + " + 1".repeat(100_000) + " }}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nested");
    assertThatThrownBy(() -> render("{{ " + "-".repeat(50_000) + "1 }}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nested");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ s.__class__.__mro__ }}",
        "{{ s['__class__']['__base__'].__subclasses__() }}",
        "{{ s.getClass().forName('java.lang.Runtime') }}",
        "{{ d.getClass() }}",
        "{{ range.__globals__['os'].system('id') }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ '{0.__class__.__mro__}'.format(s) }}",
        "{{ (s|attr('__class__')).x }}",
        "{{ [s]|map(attribute='__class__.__mro__')|list|first|length }}",
        "{% for x in self._TemplateReference__context %}{% endfor %}{{ self.x.y }}",
        "{% include '/etc/passwd' %}",
        "{{ d.update({'a': 1}) }}",
      })
  void nothingReachesOutside(String source) {
    assertThatThrownBy(() -> render(source)).isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a\\n{{ missing.x }}'                 | t.jinja:2: 'missing' is undefined
          'a\\nb\\n{{ raise_exception("no") }}' | t.jinja:3:
          '{% if x %}'                          | t.jinja:1:
          'x\\n{{ 1 + }}'                       | t.jinja:2:
          'x\\n\\n{% nonsense %}'               | t.jinja:3:
          """)
  void namesTheLine(String source, String expected) {
    assertThatThrownBy(() -> render(source.replace("\\n", "\n")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(expected);
  }

  @Test
  void longConversationsAreNoAttack() {
    String text =
        "{% set ns = namespace(t='') %}{% for i in range(2000) %}"
            + "{% set ns.t = ns.t ~ 'some words of a message ' %}{% endfor %}{{ ns.t|length }}";
    Rendered rendered =
        Template.compile(text, "t.jinja").render(Map.of(), Trace.NONE, CLOCK, Limits.DEFAULT);
    assertThat(rendered.text()).isEqualTo("48000");
  }
}
