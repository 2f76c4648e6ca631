// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.activity;

import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What entries mean for positions and cash. Only what their figures say: an entry that could mean
 * more than one thing means nothing here, and shows as a difference.
 */
final class Understanding {
  /** Of money alone; a quantity in such an entry is what it was paid for. */
  private static final Map<String, AdjustmentReason> MONEY =
      Map.ofEntries(
          Map.entry("FEE", AdjustmentReason.FEE),
          Map.entry("PTC", AdjustmentReason.FEE),
          Map.entry("DIV", AdjustmentReason.DIVIDEND),
          Map.entry("DIVCGL", AdjustmentReason.DIVIDEND),
          Map.entry("DIVCGS", AdjustmentReason.DIVIDEND),
          Map.entry("DIVFEE", AdjustmentReason.DIVIDEND),
          Map.entry("DIVFT", AdjustmentReason.DIVIDEND),
          Map.entry("DIVNRA", AdjustmentReason.DIVIDEND),
          Map.entry("DIVROC", AdjustmentReason.DIVIDEND),
          Map.entry("DIVTW", AdjustmentReason.DIVIDEND),
          Map.entry("DIVTXEX", AdjustmentReason.DIVIDEND),
          Map.entry("DIVWH", AdjustmentReason.DIVIDEND),
          Map.entry("INT", AdjustmentReason.INTEREST),
          Map.entry("INTNRA", AdjustmentReason.INTEREST),
          Map.entry("INTTW", AdjustmentReason.INTEREST),
          Map.entry("ACATC", AdjustmentReason.TRANSFER),
          Map.entry("JNLC", AdjustmentReason.TRANSFER),
          Map.entry("CSD", AdjustmentReason.TRANSFER),
          Map.entry("CSW", AdjustmentReason.TRANSFER));

  /** Of a holding, by its signed quantity, and of what money it says. */
  private static final Map<String, AdjustmentReason> HOLDING =
      Map.of(
          "CFEE", AdjustmentReason.FEE,
          "ACATS", AdjustmentReason.TRANSFER,
          "JNLS", AdjustmentReason.TRANSFER,
          "SPIN", AdjustmentReason.SPIN_OFF,
          "MA", AdjustmentReason.CORPORATE_ACTION,
          "REORG", AdjustmentReason.CORPORATE_ACTION);

  private static final String SPLIT = "SPLIT";
  private static final String RENAMED = "NC";

  private Understanding() {}

  /**
   * What a list means.
   *
   * @param activities in the list's order
   * @param legs by the id of each activity, the ids of all entries that it is told by
   * @param nothing ids of entries that change nothing
   * @param unread entries that are not understood, or not whole yet
   */
  record Meaning(
      List<Activity> activities,
      Map<String, Set<String>> legs,
      Set<String> nothing,
      List<Entry> unread) {}

  static Meaning of(List<Entry> entries) {
    Map<String, List<Entry>> together = new LinkedHashMap<>();
    for (Entry entry : entries) {
      boolean hasLegs = entry.type().equals(SPLIT) || entry.type().equals(RENAMED);
      together
          .computeIfAbsent(
              hasLegs ? entry.type() + " " + group(entry) : entry.id(), k -> new ArrayList<>())
          .add(entry);
    }
    List<Activity> activities = new ArrayList<>();
    Map<String, Set<String>> legs = new HashMap<>();
    Set<String> nothing = new LinkedHashSet<>();
    List<Entry> unread = new ArrayList<>();
    for (List<Entry> all : together.values()) {
      Activity activity = all.stream().allMatch(Understanding::isCertain) ? meant(all) : null;
      if (activity == null) {
        unread.addAll(all);
      } else if (activity.changes().isEmpty() && activity.cash().isZero()) {
        all.forEach(entry -> nothing.add(entry.id()));
      } else {
        legs.put(activity.id(), all.stream().map(Entry::id).collect(Collectors.toSet()));
        activities.add(activity);
      }
    }
    return new Meaning(activities, legs, nothing, unread);
  }

  /** The two names of one holding stand on one day, and are not of one symbol. */
  private static String group(Entry entry) {
    boolean isRenamed = entry.type().equals(RENAMED);
    return isRenamed && entry.group().startsWith(RENAMED + " " + entry.symbol() + " ")
        ? entry.qty().abs().stripTrailingZeros().toPlainString()
            + entry.group().substring(RENAMED.length() + entry.symbol().length() + 1)
        : entry.group();
  }

  private static boolean isCertain(Entry entry) {
    return entry.isFinal() && entry.isInDollars();
  }

  /** What has more digits than the ledger keeps is not certain either. */
  private static @Nullable Activity meant(List<Entry> all) {
    try {
      return whole(all);
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Activity whole(List<Entry> all) {
    Entry first = all.get(0);
    if (first.type().equals(SPLIT)) {
      return split(all);
    }
    if (first.type().equals(RENAMED)) {
      return renamed(all);
    }
    AdjustmentReason money = MONEY.get(first.type());
    if (money != null) {
      return money(first, money);
    }
    AdjustmentReason holding = HOLDING.get(first.type());
    return holding == null ? null : holding(first, holding);
  }

  private static @Nullable Activity money(Entry entry, AdjustmentReason reason) {
    boolean isPaid = entry.net().signum() != 0;
    boolean isWrongWay =
        entry.type().equals("CSD") && entry.net().signum() < 0
            || entry.type().equals("CSW") && entry.net().signum() > 0;
    if (isWrongWay) {
      return null;
    }
    if (isPaid || !entry.moves()) {
      return activity(entry, reason, List.of(), entry.net());
    }
    boolean inShares = entry.subtype().equals("SDIV") || reason == AdjustmentReason.FEE;
    return inShares && !entry.symbol().isEmpty()
        ? activity(entry, reason, List.of(change(entry, reason)), BigDecimal.ZERO)
        : null;
  }

  private static @Nullable Activity holding(Entry entry, AdjustmentReason reason) {
    if (entry.moves() && entry.symbol().isEmpty()) {
      return null;
    }
    boolean isOfMoney = entry.symbol().equals("USD");
    if (isOfMoney && entry.moves() && entry.net().signum() == 0) {
      return null;
    }
    return activity(
        entry,
        reason,
        entry.moves() && !isOfMoney ? List.of(change(entry, reason)) : List.of(),
        entry.net());
  }

  /**
   * What is taken away and what is given for it are one change: neither is there without the other.
   */
  private static @Nullable Activity split(List<Entry> legs) {
    boolean isOfOne = legs.stream().map(Entry::symbol).distinct().count() == 1;
    if (!isWhole(legs) || !isOfOne || legs.get(0).symbol().isEmpty()) {
      return null;
    }
    BigDecimal net = legs.stream().map(Entry::qty).reduce(BigDecimal.ZERO, BigDecimal::add);
    Entry first = first(legs);
    List<Activity.Change> changes =
        net.signum() == 0
            ? List.of()
            : List.of(new Activity.Change(first.symbol(), null, new Quantity(net), null));
    return activity(first, AdjustmentReason.SPLIT, changes, cash(legs));
  }

  private static @Nullable Activity renamed(List<Entry> legs) {
    BigDecimal net = legs.stream().map(Entry::qty).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (!isWhole(legs) || net.signum() != 0 || legs.stream().anyMatch(l -> l.symbol().isEmpty())) {
      return null;
    }
    // One that is given another number keeps its name: nothing changes here.
    boolean isSame = legs.get(0).symbol().equals(legs.get(1).symbol());
    List<Activity.Change> changes =
        isSame
            ? List.of()
            : legs.stream()
                .sorted(Comparator.comparing(leg -> !isTakenAway(legs, leg)))
                .map(leg -> change(leg, AdjustmentReason.RENAMED))
                .toList();
    return activity(first(legs), AdjustmentReason.RENAMED, changes, cash(legs));
  }

  /** Which of both names goes; of a short it is the other one, which the book knows. */
  private static boolean isTakenAway(List<Entry> legs, Entry leg) {
    return leg == legs.stream().filter(l -> l.qty().signum() < 0).findFirst().orElse(leg);
  }

  private static boolean isWhole(List<Entry> legs) {
    return legs.size() == 2 && legs.get(0).qty().signum() * legs.get(1).qty().signum() < 0;
  }

  private static Entry first(List<Entry> legs) {
    return legs.stream().min(Comparator.comparing(Entry::id)).orElseThrow();
  }

  private static BigDecimal cash(List<Entry> legs) {
    return legs.stream().map(Entry::net).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Activity.Change change(Entry entry, AdjustmentReason reason) {
    BigDecimal price = entry.price();
    boolean isGiven = reason == AdjustmentReason.DIVIDEND || reason == AdjustmentReason.SPIN_OFF;
    Price at =
        price != null && price.signum() > 0 && reason != AdjustmentReason.RENAMED
            ? new Price(price)
            : isGiven ? new Price(BigDecimal.ZERO) : null;
    return new Activity.Change(entry.symbol(), null, new Quantity(entry.qty()), at);
  }

  private static Activity activity(
      Entry entry, AdjustmentReason reason, List<Activity.Change> changes, BigDecimal cash) {
    return new Activity(entry.id(), reason, changes, new Money(cash), entry.text());
  }
}
