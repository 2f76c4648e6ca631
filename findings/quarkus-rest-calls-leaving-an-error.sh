#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Quarkus 3.33.2 (quarkus-rest): a client that leaves an event stream in the midst of an event is an ERROR with a trace.
#
# PublisherResponseHandler logs "Exception in SSE server handling, impossible to send it to client" with the IOException
# (broken pipe, closed channel) of whoever has gone. A client that leaves in the midst of an ordinary answer of the same
# size, or while its stream is quiet, is not mentioned. Small events are a matter of luck: of ten clients that left a stream
# of a thousand events per second, two made a line. So who watches the log for errors is called for every laptop that is
# shut. The level of the category would hide real failures, too; a filter that looks at the exception does not.
#
# Seen, for ten clients each: an event of 20 MB: 10 ERRORs; a quiet stream: none; an ordinary answer of 20 MB: none.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw # Quarkus refuses older Mavens.
dir=$(mktemp -d); server=
stop() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"; }
trap stop EXIT; cd "$dir"
mkdir -p src/main/java
cat > src/main/java/Streams.java <<'JAVA'
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

@Path("/")
public class Streams {
  static final String LARGE = "x".repeat(20_000_000);

  @GET
  @Path("stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<String> stream() {
    return after(LARGE);
  }

  @GET
  @Path("quiet")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<String> quiet() {
    return after("x");
  }

  @GET
  @Path("answer")
  @Produces(MediaType.TEXT_PLAIN)
  public String answer() {
    return LARGE;
  }

  private static Multi<String> after(String first) {
    return Multi.createBy().concatenating().streams(Multi.createFrom().item(first), Multi.createFrom().nothing());
  }
}
JAVA
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>try</groupId>
  <artifactId>try</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>io.quarkus</groupId>
        <artifactId>quarkus-bom</artifactId>
        <version>3.33.2</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency><groupId>io.quarkus</groupId><artifactId>quarkus-rest</artifactId></dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>io.quarkus</groupId>
        <artifactId>quarkus-maven-plugin</artifactId>
        <version>3.33.2</version>
        <executions><execution><goals><goal>build</goal></goals></execution></executions>
      </plugin>
    </plugins>
  </build>
</project>
XML
"$mvn" -q -B package >build.log 2>&1 || { tail -20 build.log; exit 1; }
cat > Leave.java <<'JAVA'
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Ten clients, one after the other, that read the beginning and leave. */
class Leave {
  public static void main(String[] args) throws Exception {
    for (int i = 0; i < 10; i++) {
      try (Socket socket = new Socket("127.0.0.1", 54317)) {
        socket.getOutputStream().write(("GET /" + args[0] + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("\r\n\r\n") < 0 || seen.charAt(seen.length() - 1) != 'x') seen.append((char) socket.getInputStream().read());
        Thread.sleep(200);
      }
    }
    Thread.sleep(500);
  }
}
JAVA
java -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port=54317 -jar target/quarkus-app/quarkus-run.jar >log 2>&1 & server=$!
until grep -q 'Listening on' log; do kill -0 $server; sleep 0.5; done
for what in stream quiet answer; do
  before=$(grep -c ' ERROR ' log || true)
  java Leave.java $what
  echo "$what: $(($(grep -c ' ERROR ' log || true) - before)) ERROR for 10 clients"
done | tee seen
diff seen - <<'SEEN'
stream: 10 ERROR for 10 clients
quiet: 0 ERROR for 10 clients
answer: 0 ERROR for 10 clients
SEEN
