/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** nDCG@10 of what is served, over time. */
final class MigrationPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int DOTS_PER_INCH = 144;

  private MigrationPlot() {}

  /**
   * Writes a PNG file.
   *
   * @param promoted second at which the new model was promoted
   */
  static void write(List<ServedQuality.Round> rounds, double promoted, Path file)
      throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("seconds")
            .yAxisTitle("nDCG@10 of all queries")
            .build();
    chart.getStyler().setYAxisMin(0.0);
    chart
        .getStyler()
        .setLegendPosition(Styler.LegendPosition.InsideSE)
        .setChartBackgroundColor(Color.WHITE);
    // Colours that the colour-blind tell apart (Okabe and Ito).
    line(chart, "the old model answers", of(rounds, 1), new Color(0xE69F00));
    line(chart, "the new model answers", of(rounds, 2), new Color(0x0072B2));
    double top = rounds.stream().mapToDouble(ServedQuality.Round::ndcg).max().orElse(1);
    XYSeries mark =
        chart.addSeries(
            "the new model is promoted", new double[] {promoted, promoted}, new double[] {0, top});
    mark.setMarker(SeriesMarkers.NONE);
    mark.setLineColor(Color.GRAY);
    BitmapEncoder.saveBitmapWithDPI(
        chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, DOTS_PER_INCH);
  }

  private static List<ServedQuality.Round> of(List<ServedQuality.Round> rounds, long step) {
    return rounds.stream().filter(round -> round.step() == step).toList();
  }

  private static void line(
      XYChart chart, String name, List<ServedQuality.Round> rounds, Color color) {
    XYSeries series =
        chart.addSeries(
            name,
            rounds.stream().mapToDouble(ServedQuality.Round::seconds).toArray(),
            rounds.stream().mapToDouble(ServedQuality.Round::ndcg).toArray());
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setLineColor(color);
    series.setMarkerColor(color);
  }
}
