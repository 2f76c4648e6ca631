// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import dev.unwind.importing.book.BookDocument.AccountEntry;
import dev.unwind.importing.book.BookDocument.InstrumentEntry;
import dev.unwind.importing.book.BookDocument.PositionEntry;
import dev.unwind.importing.book.BookDocument.QuoteEntry;
import dev.unwind.importing.book.BookDocument.WorkingOrderEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a book document entry by entry. Entries with a mistake are left out; the mistakes are
 * noted.
 */
public final class BookReader {
  public static final Pattern CURRENCY = Pattern.compile("[A-Z][A-Z0-9]{1,9}");
  public static final Pattern ISIN = Pattern.compile("[A-Z]{2}[A-Z0-9]{9}[0-9]");
  public static final int SYMBOL_CHARS_MAX = 64;
  private static final BigDecimal PERCENT_MAX = BigDecimal.valueOf(100);
  private static final int CLIENT_ORDER_ID_CHARS_MAX = 128;
  private static final TimeInForce[] TIMES_IN_FORCE = {
    TimeInForce.DAY, TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK
  };

  private final Mistakes mistakes;
  private final Unreadable unreadable = new Unreadable();

  public BookReader(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /**
   * @param json as {@link JsonText} read it
   */
  public BookDocument read(@Nullable Object json) {
    if (!(json instanceof Map<?, ?> map)) {
      mistakes.add("", "the document must be a JSON object");
      return new BookDocument(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), unreadable);
    }
    Fields book = new Fields(map, "", mistakes);
    BookDocument document =
        new BookDocument(
            entries(book.objects("accounts"), this::account),
            entries(book.objects("principals"), PrincipalReader::read),
            entries(book.objects("instruments"), this::instrument),
            List.of(),
            entries(book.objects("quotes"), this::quote),
            entries(book.objects("positions"), this::position),
            entries(book.objects("orders"), this::order),
            unreadable);
    book.end();
    return document;
  }

  private static <T> List<T> entries(List<Fields> objects, Function<Fields, @Nullable T> read) {
    List<T> entries = new ArrayList<>(objects.size());
    for (Fields fields : objects) {
      T entry = read.apply(fields);
      fields.end();
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private @Nullable AccountEntry account(Fields in) {
    String name = in.requiredText("name");
    AccountType type = orElse(in.word("type", AccountType.values(), false), AccountType.TRADING);
    String currency = currency(in);
    PositionMode mode =
        orElse(in.word("positionMode", PositionMode.values(), false), PositionMode.NETTING);
    Money cash = orElse(in.money("cash"), Money.ZERO);
    if (cash.value().abs().compareTo(LedgerRange.CASH_MAX) > 0) {
      in.mistake("cash", "is out of range");
    }
    var uid = in.uuid("uid");
    Long id = in.id("id");
    var owner = in.uuid("owner");
    var groupUid = in.uuid("groupUid");
    AccountStatus status =
        orElse(in.word("status", AccountStatus.values(), false), AccountStatus.ACTIVE);
    TradingState state =
        orElse(in.word("tradingState", TradingState.values(), false), TradingState.ACTIVE);
    boolean settles = orElse(in.bool("settles"), type == AccountType.PORTFOLIO);
    VenueName venue = venue(in);
    if (name == null || currency == null) {
      unreadable.accounts().add(String.valueOf(name));
      return null;
    }
    return new AccountEntry(
        in.path(), name, type, currency, mode, cash, uid, id, owner, groupUid, status, state,
        settles, venue);
  }

  private static VenueName venue(Fields in) {
    String name = in.text("venue");
    if (name == null) {
      return VenueName.SIMULATOR;
    }
    if (!VenueName.isName(name)) {
      in.mistake("venue", "is not a venue's name: lower-case letters, digits and hyphens");
      return VenueName.SIMULATOR;
    }
    return new VenueName(name);
  }

  private @Nullable InstrumentEntry instrument(Fields in) {
    String symbol = symbol(in);
    AssetClass assetClass =
        in.required("assetClass", in.word("assetClass", AssetClass.values(), true));
    String exchange = in.text("exchange");
    String currency = currency(in);
    Quantity quantityIncrement =
        in.required("quantityIncrement", in.positiveQuantity("quantityIncrement"));
    Price priceIncrement = in.required("priceIncrement", in.positivePrice("priceIncrement"));
    Quantity multiplier = in.positiveQuantity("multiplier");
    List<String> aliases = in.texts("aliases", SYMBOL_CHARS_MAX);
    String isin = in.text("isin");
    if (isin != null && !ISIN.matcher(isin).matches()) {
      in.mistake("isin", "must be an ISIN");
    }
    var uid = in.uuid("uid");
    Long id = in.id("id");
    Boolean fractionable = in.bool("fractionable");
    Boolean shortable = in.bool("shortable");
    Boolean marginable = in.bool("marginable");
    SessionKind session = in.word("session", SessionKind.values(), true);
    FuturesContract contract = contract(in, assetClass);
    Money initialMargin = in.money("initialMargin");
    if (initialMargin != null && (assetClass != AssetClass.FUTURE || initialMargin.signum() <= 0)) {
      in.mistake("initialMargin", "must be above zero, and is for futures only");
    }
    if (symbol == null
        || assetClass == null
        || currency == null
        || quantityIncrement == null
        || priceIncrement == null) {
      unreadable.symbols().add(String.valueOf(symbol));
      unreadable.symbols().addAll(aliases);
      return null;
    }
    return new InstrumentEntry(
        in.path(),
        symbol,
        assetClass,
        exchange,
        currency,
        quantityIncrement,
        priceIncrement,
        multiplier,
        aliases,
        isin,
        uid,
        id,
        fractionable,
        shortable,
        marginable,
        session,
        contract,
        initialMargin);
  }

  private static @Nullable FuturesContract contract(Fields in, @Nullable AssetClass assetClass) {
    Fields contract = in.object("contract");
    if (contract == null) {
      return null;
    }
    if (assetClass != null && assetClass != AssetClass.FUTURE) {
      in.mistake("contract", "is for futures only");
    }
    String product = contract.requiredText("product");
    String description = contract.text("productDescription");
    Long month = contract.required("expirationMonth", contract.integer("expirationMonth"));
    if (month != null
        && (month < 190001 || month > 999912 || month % 100 < 1 || month % 100 > 12)) {
      contract.mistake("expirationMonth", "must be a year and month such as 202612");
      month = null;
    }
    Instant date = contract.required("expirationDate", contract.instant("expirationDate"));
    boolean front = orElse(contract.bool("isFront"), false);
    contract.end();
    return product == null || month == null || date == null
        ? null
        : new FuturesContract(product, description, month.intValue(), date, front);
  }

  private @Nullable QuoteEntry quote(Fields in) {
    String symbol = symbol(in);
    Price last = in.required("last", in.positivePrice("last"));
    Price bid = in.positivePrice("bid");
    Price ask = in.positivePrice("ask");
    if (bid != null && ask != null && bid.compareTo(ask) > 0) {
      in.mistake("bid", "must not be above ask");
    }
    Price previousClose = in.positivePrice("previousClose");
    if (last != null && !LedgerRange.admits(last, Quantity.ONE)) {
      in.mistake("last", "is out of range");
    }
    Instant at = in.instant("at");
    return symbol == null || last == null
        ? null
        : new QuoteEntry(in.path(), symbol, last, bid, ask, previousClose, at);
  }

  private @Nullable PositionEntry position(Fields in) {
    String account = in.requiredText("account");
    String symbol = symbol(in);
    Quantity qty = in.required("qty", in.quantity("qty"));
    if (qty != null && qty.isZero()) {
      in.mistake("qty", "must not be zero");
    }
    Price price = in.required("avgEntryPrice", in.price("avgEntryPrice"));
    if (price != null && price.value().signum() < 0) {
      in.mistake("avgEntryPrice", "must not be negative");
    }
    Instant openedAt = in.instant("openedAt");
    String positionId = in.text("positionId");
    String exchange = in.text("exchange");
    if (qty != null && price != null && !isValuable(qty, price)) {
      in.mistake("qty", "times avgEntryPrice is out of range");
      return null;
    }
    return account == null || symbol == null || qty == null || price == null
        ? null
        : new PositionEntry(in.path(), account, symbol, qty, price, openedAt, positionId, exchange);
  }

  /** Whether the ledger can hold the cost of it. */
  public static boolean isValuable(Quantity qty, Price price) {
    return LedgerRange.admits(qty.value(), price.value(), Quantity.ONE);
  }

  private @Nullable WorkingOrderEntry order(Fields in) {
    String account = in.requiredText("account");
    String symbol = symbol(in);
    Side side = in.required("side", in.word("side", Side.values(), true));
    OrderType type = in.required("type", in.word("type", OrderType.values(), true));
    Quantity qty = in.required("qty", in.positiveQuantity("qty"));
    Price limit = in.positivePrice("limitPrice");
    Price stop = in.positivePrice("stopPrice");
    if (type != null) {
      needsPrice(in, "limitPrice", type, type.hasLimit());
      needsPrice(in, "stopPrice", type, type.hasStop());
    }
    Trail trail = trail(in, type, side);
    TimeInForce tif = orElse(in.word("timeInForce", TIMES_IN_FORCE, true), TimeInForce.GTC);
    String clientOrderId = in.text("clientOrderId", CLIENT_ORDER_ID_CHARS_MAX);
    String oco = in.text("oco");
    String parent = in.text("parent");
    String label = in.text("label");
    if (account == null || symbol == null || side == null || type == null || qty == null) {
      unreadable.labels().add(String.valueOf(label));
      return null;
    }
    return new WorkingOrderEntry(
        in.path(),
        account,
        symbol,
        side,
        type,
        qty,
        limit,
        stop,
        trail,
        tif,
        clientOrderId,
        oco,
        parent,
        label);
  }

  private static @Nullable Trail trail(Fields in, @Nullable OrderType type, @Nullable Side side) {
    Price offset = in.positivePrice("trailPrice");
    Price percent = in.positivePrice("trailPercent");
    if (type != null && type != OrderType.TRAILING_STOP) {
      needsPrice(in, "trailPrice", type, false);
      needsPrice(in, "trailPercent", type, false);
      return null;
    }
    if (offset != null && percent != null) {
      in.mistake("trailPercent", "must not stand beside trailPrice");
      return null;
    }
    if (percent == null) {
      if (type != null) {
        needsPrice(in, "trailPrice", type, true);
      }
      return offset == null ? null : Trail.by(offset);
    }
    if (side == Side.SELL && percent.value().compareTo(PERCENT_MAX) >= 0) {
      in.mistake("trailPercent", "must be below 100 for a sell");
    }
    return Trail.byPercent(percent.value());
  }

  private static void needsPrice(Fields in, String key, OrderType type, boolean needed) {
    String word = type.name().toLowerCase(Locale.ROOT);
    if (needed && !in.has(key)) {
      in.mistake(key, "is required for a " + word + " order");
    } else if (!needed && in.has(key)) {
      in.mistake(key, "does not belong to a " + word + " order");
    }
  }

  private static @Nullable String symbol(Fields in) {
    return in.required("symbol", in.text("symbol", SYMBOL_CHARS_MAX));
  }

  private static @Nullable String currency(Fields in) {
    String currency = in.requiredText("currency");
    if (currency != null && !CURRENCY.matcher(currency).matches()) {
      in.mistake("currency", "must be an upper-case code");
      return null;
    }
    return currency;
  }

  public static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
