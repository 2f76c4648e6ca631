// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.importing;

import dev.unwind.application.reconciliation.NewInstruments;
import dev.unwind.application.reconciliation.StatedAsset;
import dev.unwind.importing.ImportBook;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;

/** Takes instruments in as a book document would, with the same rules, defaults and spellings. */
@ApplicationScoped
class InstrumentsOfVenues implements NewInstruments {
  private final ImportBook importBook;

  InstrumentsOfVenues(ImportBook importBook) {
    this.importBook = importBook;
  }

  @Override
  public Uni<Void> open(List<StatedAsset> assets) {
    if (assets.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    JsonArray instruments = new JsonArray();
    for (StatedAsset asset : assets) {
      instruments.add(
          new JsonObject()
              .put("symbol", asset.symbol())
              .put("assetClass", asset.assetClass().name().toLowerCase(Locale.ROOT))
              .put("exchange", asset.exchange())
              .put("currency", asset.currency())
              .put("quantityIncrement", asset.quantityIncrement().toString())
              .put("priceIncrement", asset.priceIncrement().toString())
              .put("fractionable", asset.fractionable())
              .put("shortable", asset.shortable())
              .put("marginable", asset.marginable()));
    }
    return importBook
        .book(
            new JsonObject().put("instruments", instruments).toBuffer().getBytes(),
            "instruments of a venue")
        .replaceWithVoid();
  }
}
