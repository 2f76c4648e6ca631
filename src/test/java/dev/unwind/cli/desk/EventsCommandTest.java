// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.cli.desk.FakeServer.Reply;
import dev.unwind.cli.desk.FakeServer.Request;
import dev.unwind.cli.desk.FakeServer.Run;
import dev.unwind.fixture.BesideTheApplication;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@BesideTheApplication
class EventsCommandTest {
  private static final String STREAM = "GET /unwind/v1/events/stream?account=equity-1";
  private static final Reply REVOKED =
      Reply.of(401, "{\"code\": \"NOT_AUTHENTICATED\", \"message\": \"revoked\"}");

  @TempDir Path directory;

  @Test
  void aStreamThatIsLostGoesOnBehindTheLastEvent() throws IOException {
    try (FakeServer server = new FakeServer(directory)) {
      server.on(
          STREAM,
          Reply.of(
              200, ": still here\n\n" + event(8) + event(9) + "id: 10\nevent: FILL\ndata: {\"se"),
          Reply.cut(),
          Reply.of(503, "{\"code\": \"STORE_UNAVAILABLE\"}"),
          Reply.of(200, event(10)),
          REVOKED);
      Run run = server.run(new EventsCommand(), "equity-1", "--follow", "--after", "7", "--json");
      assertThat(run.status()).isEqualTo(4);
      assertThat(run.out().lines()).containsExactly("{\"seq\":8}", "{\"seq\":9}", "{\"seq\":10}");
      assertThat(server.asked(STREAM))
          .extracting(Request::lastEventId)
          .containsExactly("7", "9", "9", "9", "10");
      assertThat(run.err()).contains("the connection is lost", "connected again");
    }
  }

  @Test
  void aLogThatHasGoneBackIsSaid() throws IOException {
    try (FakeServer server = new FakeServer(directory)) {
      server.on(
          STREAM,
          Reply.of(
              200,
              "id: 3\n"
                  + "event: EVENTS_LOST\n"
                  + "data: {\"code\":\"EVENTS_LOST\",\"message\":\"gone back\"}\n\n"));
      Run run = server.run(new EventsCommand(), "equity-1", "-f", "--after", "7");
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("gone back");
    }
  }

  @Test
  void anExportReadsAllPagesAndAppearsWhenItIsWhole() throws IOException {
    Path file = directory.resolve("events.jsonl");
    String path = "GET /unwind/v1/events?";
    try (FakeServer server = new FakeServer(directory)) {
      for (String query :
          new String[] {"account=equity-1&limit=1000", "limit=1000&account=equity-1"}) {
        server
            .on(
                path + query,
                Reply.of(200, "{\"events\": [{\"seq\": 1}, {\"seq\": 2}], \"next\": 2}"))
            .on(path + query + "&after=2", Reply.of(200, "{\"events\": [], \"next\": 2}"));
      }
      Run run = server.run(new ExportCommand(), "events", "equity-1", "-o", file.toString());
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(file).hasContent("{\"seq\":1}\n{\"seq\":2}");

      Path other = directory.resolve("other.jsonl");
      server.on("GET /unwind/v1/liquidations?" + Map.of(), Reply.cut());
      assertThat(
              server
                  .run(new ExportCommand(), "liquidations", "equity-1", "-o", other.toString())
                  .status())
          .isEqualTo(3);
      assertThat(Files.exists(other)).isFalse();
    }
  }

  @Test
  void whatCouldNotBeWrittenIsNoSuccess() throws IOException {
    try (FakeServer server = new FakeServer(directory)) {
      server.on("GET /unwind/v1/desk?limit=1000", Reply.of(200, "{\"accounts\": []}"));
      assertThat(server.run(new AccountsCommand()).status()).isZero();
      PrintStream before = System.out;
      System.setOut(new PrintStream(new Full(), true, StandardCharsets.UTF_8));
      Run run;
      try {
        run = server.runInTheOpen(new AccountsCommand());
      } finally {
        System.setOut(before);
      }
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("not everything could be written");
    }
  }

  /** A disk without room, or a pipe that nobody reads. */
  private static final class Full extends OutputStream {
    @Override
    public void write(int each) throws IOException {
      throw new IOException("no space left");
    }
  }

  private static String event(int seq) {
    return "id: %d\nevent: FILL\ndata: {\"seq\":%d}\n\n".formatted(seq, seq);
  }
}
