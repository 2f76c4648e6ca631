// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * W1 and W2: bytes that PostgreSQL writes ahead for a single close, and for each of a close of
 * 10,000, until the last fill is booked; the simulator's own book is in them. Images of whole pages
 * depend on when the last checkpoint was and are told apart.
 */
final class WrittenLog implements Metric {
  private static final int WARM_UP = 200;
  private static final int CLOSES = 2_000;
  private static final int POSITIONS = 10_000;
  private static final List<String> SETTINGS =
      List.of("full_page_writes on", "wal_compression off", "data_checksums on");

  /**
   * Where they go: by table or index and by kind of record, how many records and bytes of each per
   * close, images of pages apart.
   */
  private static final String WHERE =
      """
      with log as materialized (
        select min(b.relfilenode::text) as node, b.resource_manager || '/' || b.record_type as kind,
          max(b.record_length) - sum(b.block_fpi_length) as bytes
        from pg_get_wal_block_info('0/0'::pg_lsn + %1$d::numeric, '0/0'::pg_lsn + %2$d::numeric) b
        group by b.start_lsn, b.resource_manager, b.record_type)
      select rpad(coalesce(n.nspname || '.' || c.relname, log.node), 50) || rpad(log.kind, 32)
        || lpad(round(count(*) / %3$d.0, 2)::text, 7) || lpad(round(sum(log.bytes) / %3$d, 1)::text, 9)
      from log left join pg_class c on pg_relation_filenode(c.oid)::text = log.node
        left join pg_namespace n on n.oid = c.relnamespace
      group by n.nspname, c.relname, log.node, log.kind
      having sum(log.bytes) / %3$d >= 1
      order by sum(bytes) desc
      """;

  @Override
  public Set<String> names() {
    return Set.of("W1", "W2");
  }

  @Override
  public void measure(Sides sides) throws Exception {
    List<Written> single = new ArrayList<>();
    List<Written> ofMany = new ArrayList<>();
    for (MeasuringRig rig : sides.rigs()) {
      prepare(rig.watch());
      try (UnwindProcess server = rig.serve(Map.of());
          HttpCloses http = new HttpCloses(server.port(), 1)) {
        rig.fill(1, WARM_UP + CLOSES);
        rig.fill(2, POSITIONS);
        for (int n = 1; n <= WARM_UP; n++) {
          await(http.closeOne(1, BenchBook.symbol(n)));
        }
        long start = begin(rig);
        for (int n = WARM_UP + 1; n <= WARM_UP + CLOSES; n++) {
          await(http.closeOne(1, BenchBook.symbol(n)));
        }
        rig.awaitFlat(1);
        single.add(end(rig, start, CLOSES));
        start = begin(rig);
        await(http.closeAll(2));
        rig.awaitFlat(2);
        ofMany.add(end(rig, start, POSITIONS));
        server.stop();
      }
    }
    print("W1", single, CLOSES, "<=7.0");
    print("W2", ofMany, POSITIONS, "<=5.5");
  }

  private static void prepare(LedgerWatch watch) throws SQLException {
    watch.execute("create extension if not exists pg_walinspect");
    for (String setting : SETTINGS) {
      if (watch.count(
              "select count(*) from pg_settings where name || ' ' || setting = '" + setting + "'")
          != 1) {
        throw new IllegalStateException("measured with " + setting + " only");
      }
    }
  }

  /**
   * Bytes per close.
   *
   * @param where they went
   */
  private record Written(double bytes, double images, double all, List<String> where) {}

  /** Where the log stands when nothing is under way and a checkpoint has just been made. */
  private static long begin(MeasuringRig rig) throws SQLException, InterruptedException {
    rig.watch().awaitRest(MeasuringRig.LIMIT);
    rig.watch().settle();
    return position(rig);
  }

  private static long position(MeasuringRig rig) throws SQLException {
    return rig.watch().count("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
  }

  private static Written end(MeasuringRig rig, long start, int closes)
      throws SQLException, InterruptedException {
    rig.watch().awaitRest(MeasuringRig.LIMIT);
    long end = position(rig);
    String log =
        " from pg_get_wal_stats('0/0'::pg_lsn + %d::numeric, '0/0'::pg_lsn + %d::numeric)"
            .formatted(start, end);
    return new Written(
        rig.watch().count("select sum(record_size)::bigint" + log) / (double) closes,
        rig.watch().count("select sum(fpi_size)::bigint" + log) / (double) closes,
        (end - start) / (double) closes,
        rig.watch().lines(WHERE.formatted(start, end, closes)));
  }

  private static void print(String metric, List<Written> of, int closes, String goal) {
    Written ours = of.get(0);
    Figures.count(
        metric,
        ours.bytes() / 1000,
        goal,
        "kB",
        Sides.today(of.stream().map(Written::bytes).toList()),
        closes,
        String.format(
            Locale.ROOT,
            "bytes=%.0f images=%.0f all=%.0f",
            ours.bytes(),
            ours.images(),
            ours.all()));
    ours.where().forEach(line -> System.out.println(metric + "   " + line));
  }
}
