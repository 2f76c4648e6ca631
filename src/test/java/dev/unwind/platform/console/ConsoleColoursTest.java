// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's colours, light and dark: what a browser's test of its text does not look at. */
class ConsoleColoursTest {
  private static final Path STYLE = Path.of("src", "main", "webui", "src", "style.css");
  private static final Pattern COLOUR =
      Pattern.compile("--([\\w-]+): light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)");
  private static final List<String> GROUNDS =
      List.of(
          "ground",
          "surface",
          "raised",
          "sunken",
          "accent-wash",
          "bad-wash",
          "warn-wash",
          "good-wash",
          "busy-wash");

  /** WCAG AA of text, and of what is no text. */
  private static final double TEXT = 4.5;

  private static final double SHAPE = 3;

  /** Far more than the eye needs beside each other; a chart's parts may be apart. */
  private static final double APART = 40;

  /** Machado, Oliveira and Fernandes (2009), each in full. */
  private static final Map<String, double[][]> SIGHTS =
      Map.of(
          "all colours",
          new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
          "without red",
          new double[][] {
            {0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}
          },
          "without green",
          new double[][] {
            {0.367322, 0.860646, -0.227968},
            {0.280085, 0.672501, 0.047413},
            {-0.011820, 0.042940, 0.968881}
          },
          "without blue",
          new double[][] {
            {1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}
          });

  private final Map<String, double[][]> colours = new HashMap<>();

  ConsoleColoursTest() throws IOException {
    Matcher found = COLOUR.matcher(Files.readString(STYLE));
    while (found.find()) {
      colours.put(found.group(1), new double[][] {light(found.group(2)), light(found.group(3))});
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ink", "quiet", "accent", "up", "down", "good", "bad", "warn", "busy"})
  void textCanBeReadOnEveryGround(String ink) {
    GROUNDS.forEach(ground -> contrasts(ink, ground, TEXT));
  }

  @Test
  void whatIsWrittenOrTickedOnTheAccentAndTheFramesOfFieldsCanBeSeen() {
    contrasts("accent-ink", "accent", TEXT);
    GROUNDS.forEach(ground -> contrasts("line-strong", ground, SHAPE));
  }

  /** Long and short, what has closed and what has not: in charts these are told by colour alone. */
  @ParameterizedTest
  @CsvSource({"up, down", "accent, bad", "accent, warn", "accent, down"})
  void whoSeesFewerColoursTellsThePartsOfChartsApart(String one, String other) {
    SIGHTS.forEach(
        (sight, matrix) -> {
          for (int theme = 0; theme < 2; theme++) {
            double[] a = seen(matrix, colour(one)[theme]);
            double[] b = seen(matrix, colour(other)[theme]);
            double apart = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
            assertThat(apart).as("%s and %s, %s", one, other, sight).isGreaterThan(APART);
          }
        });
  }

  private double[][] colour(String name) {
    double[][] colour = colours.get(name);
    assertThat(colour).as(name).isNotNull();
    return colour;
  }

  private void contrasts(String ink, String ground, double least) {
    for (int theme = 0; theme < 2; theme++) {
      double one = luminance(colour(ink)[theme]);
      double other = luminance(colour(ground)[theme]);
      double contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      assertThat(contrast)
          .as("%s on %s, %s", ink, ground, theme == 0 ? "light" : "dark")
          .isGreaterThanOrEqualTo(least);
    }
  }

  /** Red, green and blue as light. */
  private static double[] light(String hex) {
    double[] light = new double[3];
    for (int i = 0; i < light.length; i++) {
      double part = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      light[i] = part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
    return light;
  }

  private static double luminance(double[] light) {
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
  }

  /** As lightness and two axes of colour (CIE L*a*b*), in which distances are what is seen. */
  private static double[] seen(double[][] sight, double[] light) {
    double[] rgb = times(sight, light);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Math.min(1, Math.max(0, rgb[i]));
    }
    double[][] toXyz = {
      {0.4124564, 0.3575761, 0.1804375},
      {0.2126729, 0.7151522, 0.0721750},
      {0.0193339, 0.1191920, 0.9503041}
    };
    double[] xyz = times(toXyz, rgb);
    double x = root(xyz[0] / 0.95047);
    double y = root(xyz[1]);
    double z = root(xyz[2] / 1.08883);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double root(double part) {
    return part > 216.0 / 24_389 ? Math.cbrt(part) : (24_389.0 / 27 * part + 16) / 116;
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[3];
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < vector.length; j++) {
        product[i] += matrix[i][j] * vector[j];
      }
    }
    return product;
  }
}
