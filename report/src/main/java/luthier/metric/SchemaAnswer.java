package luthier.metric;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.metric.BoundedPattern.Found;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether the answer is JSON, and nothing but JSON, that a schema allows: of draft 2020-12, or the
/// draft that its `$schema` names (4, 6, 7, 2019-09). Formats are checked; nothing is fetched; a
/// pattern of the schema that tries too many ways allows nothing. References play no part.
record SchemaAnswer(Schema schema) implements AnswerRule {

  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// Reads a schema.
  ///
  /// @throws InvalidInputException when it is none
  static SchemaAnswer of(String text) {
    try {
      JsonNode json = STRICT.readTree(text);
      SpecificationVersion version = SpecificationVersion.DRAFT_2020_12;
      if (json.has("$schema")) {
        version = SpecificationVersion.fromSchemaNode(json).orElseThrow(() -> unknown(json));
      }
      SchemaRegistry registry =
          SchemaRegistry.withDefaultDialect(
              version, builder -> builder.schemaRegistryConfig(config()));
      requireSchema(registry, version, json);
      Schema schema = registry.getSchema(json);
      schema.initializeValidators();
      return new SchemaAnswer(schema);
    } catch (JacksonException e) {
      throw new InvalidInputException("JSON schema: not JSON: " + e.getOriginalMessage(), e);
    } catch (SchemaException e) {
      throw new InvalidInputException("JSON schema: " + e.getMessage(), e);
    }
  }

  private static InvalidInputException unknown(JsonNode json) {
    return new InvalidInputException(
        "JSON schema: unknown $schema "
            + json.path("$schema")
            + ", expected that of draft 4, 6, 7, 2019-09 or 2020-12");
  }

  private static void requireSchema(
      SchemaRegistry registry, SpecificationVersion version, JsonNode json) {
    Schema meta = registry.getSchema(SchemaLocation.of(version.getDialectId()));
    List<Error> errors = meta.validate(json);
    if (!errors.isEmpty()) {
      Error first = errors.getFirst();
      throw new InvalidInputException(
          "JSON schema: at " + first.getInstanceLocation() + ": " + first.getMessage());
    }
  }

  private static SchemaRegistryConfig config() {
    return SchemaRegistryConfig.builder()
        .formatAssertionsEnabled(true)
        .regularExpressionFactory(SchemaAnswer::bounded)
        .build();
  }

  private static RegularExpression bounded(String pattern) {
    BoundedPattern bounded = BoundedPattern.of(pattern, 0);
    return text -> bounded.in(text) instanceof Found.Text;
  }

  @Override
  public String name() {
    return "json_schema";
  }

  @Override
  public boolean right(String answer, List<String> references) {
    try {
      return schema.validate(STRICT.readTree(answer)).isEmpty();
    } catch (JacksonException e) {
      return false;
    }
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return Optional.empty();
  }
}
