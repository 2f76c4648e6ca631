// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.application.ledger.Snapshots;
import dev.unwind.dialect.tradovate.EntityKinds;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateFault;
import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.TradovateView;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The generic reads of one kind of entity: all, one, several, those of a master, by name. An id
 * that is absent or out of the caller's sight is simply not in the answer.
 */
public final class EntityReads<E> {
  /**
   * Where entities come from. What a caller may not see must not come.
   *
   * @param list everything that the caller sees, within the bounds of the contract
   * @param byIds those of these ids
   * @param byMasters those whose master is one of these ids
   * @param name null for entities without names
   */
  record Source<E>(
      Function<TradovateView, Uni<List<E>>> list,
      BiFunction<TradovateView, Set<Long>, Uni<List<E>>> byIds,
      BiFunction<TradovateView, Set<Long>, Uni<List<E>>> byMasters,
      ToLongFunction<E> id,
      @Nullable Function<E, String> name) {

    /** A source whose whole list is at hand, so that ids are looked up in it. */
    static <E> Source<E> ofList(
        Function<TradovateView, Uni<List<E>>> list,
        ToLongFunction<E> id,
        ToLongFunction<E> master,
        @Nullable Function<E, String> name) {
      return new Source<>(
          list,
          (view, ids) ->
              list.apply(view)
                  .map(all -> all.stream().filter(e -> ids.contains(id.applyAsLong(e))).toList()),
          (view, masters) ->
              list.apply(view)
                  .map(
                      all ->
                          all.stream()
                              .filter(e -> masters.contains(master.applyAsLong(e)))
                              .toList()),
          id,
          name);
    }

    /** The same, which shows what was asked for by ids to {@code seen}. */
    Source<E> shownTo(Consumer<List<E>> seen) {
      return new Source<>(
          list,
          (view, ids) -> byIds.apply(view, ids).invoke(seen),
          (view, masters) -> byMasters.apply(view, masters).invoke(seen),
          id,
          name);
    }
  }

  private static final int SUGGESTIONS_MAX = 100;

  private final String entity;
  private final Source<E> source;
  private final Function<TradovateCall, Uni<TradovateView>> viewer;
  private final Snapshots snapshots;
  private final TradovateConfig config;

  EntityReads(
      String entity,
      Source<E> source,
      Function<TradovateCall, Uni<TradovateView>> viewer,
      Snapshots snapshots,
      TradovateConfig config) {
    this.entity = entity;
    this.source = source;
    this.viewer = viewer;
    this.snapshots = snapshots;
    this.config = config;
  }

  /** Its operations. */
  List<TradovateOperation<?>> operations() {
    String path = entity.toLowerCase(Locale.ROOT);
    return EntityKinds.of(path).stream()
        .<TradovateOperation<?>>map(kind -> of(path, kind))
        .toList();
  }

  private TradovateOperation<?> of(String path, String kind) {
    String name = path + "/" + kind;
    return switch (kind) {
      case "list" -> TradovateOperation.of(name, this::list);
      case "item" -> TradovateOperation.of(name, this::item);
      case "items" -> TradovateOperation.of(name, this::items);
      case "deps" -> TradovateOperation.of(name, this::deps);
      case "ldeps" -> TradovateOperation.of(name, this::ldeps);
      case "find" -> TradovateOperation.of(name, this::find);
      case "suggest" -> TradovateOperation.of(name, this::suggest);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Everything, for a socket's first picture. */
  public Uni<List<E>> everything(TradovateView view) {
    return source.list().apply(view).map(this::bounded);
  }

  /** What a call sees, as of one moment. */
  private <R> Uni<R> seen(TradovateCall call, Function<TradovateView, Uni<R>> read) {
    return snapshots.read(() -> viewer.apply(call).chain(view -> read.apply(view)));
  }

  private Uni<List<E>> list(TradovateCall call) {
    return seen(call, this::everything);
  }

  private Uni<E> item(TradovateCall call) {
    long id = call.id("id");
    return seen(call, view -> source.byIds().apply(view, Set.of(id)))
        .map(
            found ->
                found.stream()
                    .filter(e -> source.id().applyAsLong(e) == id)
                    .findFirst()
                    .orElseThrow(() -> TradovateFault.notFound(entity)));
  }

  private Uni<List<E>> items(TradovateCall call) {
    Set<Long> ids = call.ids("ids", config.idsMax());
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : seen(call, view -> source.byIds().apply(view, ids)).map(this::bounded);
  }

  private Uni<List<E>> deps(TradovateCall call) {
    long master = call.id("masterid");
    return seen(call, view -> source.byMasters().apply(view, Set.of(master))).map(this::bounded);
  }

  private Uni<List<E>> ldeps(TradovateCall call) {
    Set<Long> masters = call.ids("masterids", config.idsMax());
    return masters.isEmpty()
        ? Uni.createFrom().item(List.of())
        : seen(call, view -> source.byMasters().apply(view, masters)).map(this::bounded);
  }

  /** By exact name; entities without names are never found. */
  private Uni<E> find(TradovateCall call) {
    String name = call.required("name");
    Function<E, String> names = source.name();
    if (names == null) {
      return Uni.createFrom().failure(() -> TradovateFault.notFound(entity));
    }
    return seen(call, view -> source.list().apply(view))
        .map(
            all ->
                all.stream()
                    .filter(e -> names.apply(e).equals(name))
                    .findFirst()
                    .orElseThrow(() -> TradovateFault.notFound(entity)));
  }

  /** Those whose name contains a text, in any case; names that begin with it come first. */
  private Uni<List<E>> suggest(TradovateCall call) {
    String text = call.required("t").toUpperCase(Locale.ROOT);
    long limit =
        Math.min(call.parameter("l").isEmpty() ? SUGGESTIONS_MAX : call.id("l"), SUGGESTIONS_MAX);
    Function<E, String> names = source.name();
    if (names == null) {
      return Uni.createFrom().item(List.of());
    }
    return seen(call, view -> source.list().apply(view))
        .map(
            all -> {
              List<E> found = new ArrayList<>();
              all.stream()
                  .filter(e -> names.apply(e).toUpperCase(Locale.ROOT).startsWith(text))
                  .forEach(found::add);
              all.stream()
                  .filter(e -> names.apply(e).toUpperCase(Locale.ROOT).indexOf(text) > 0)
                  .forEach(found::add);
              return found.stream().limit(limit).toList();
            });
  }

  private List<E> bounded(List<E> all) {
    return all.size() <= config.rowsMax() ? all : all.subList(0, config.rowsMax());
  }
}
