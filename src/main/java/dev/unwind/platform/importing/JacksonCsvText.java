// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.importing;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.unwind.importing.book.ImportConfig;
import dev.unwind.importing.book.ImportMistake;
import dev.unwind.importing.table.CsvText;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Splits separated text by Jackson's parser, with no binding of columns to types. */
@ApplicationScoped
class JacksonCsvText implements CsvText {
  private final CsvFactory factory;

  JacksonCsvText(ImportConfig config) {
    factory =
        CsvFactory.builder()
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(config.maxLineLength()).build())
            .build();
  }

  @Override
  public Rows read(String text, char separator) {
    List<Row> rows = new ArrayList<>();
    int[] line = {1};
    try (CsvParser parser = factory.createParser(text)) {
      parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
      if (parser.nextToken() != null) {
        read(parser, rows, line);
      }
      return new Rows(rows, null);
    } catch (JacksonException e) {
      return new Rows(rows, broken(e, line[0]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves in {@code line} where the last row begins. */
  private static void read(CsvParser parser, List<Row> rows, int[] line) throws IOException {
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      line[0] = parser.currentLocation().getLineNr();
      List<String> cells = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        cells.add(parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText().strip());
      }
      if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
        rows.add(new Row(line[0], List.copyOf(cells)));
      }
    }
  }

  private static ImportMistake broken(JacksonException e, int line) {
    String message = String.valueOf(e.getOriginalMessage());
    return new ImportMistake(
        "line " + line,
        message.contains("closing quote")
            ? "a quote is not closed; a quote inside a quoted cell is written twice"
            : "cannot be split into cells: " + message);
  }
}
