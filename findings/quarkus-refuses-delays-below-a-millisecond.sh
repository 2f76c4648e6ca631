#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Quarkus 3.33.2 with Mutiny 3.1.1: a delay of less than a millisecond fails within a request.
#
# Mutiny takes any delay above zero, and by itself keeps it. Quarkus puts its own timer under Mutiny: in a request, on an event
# loop or on a worker, that is Vert.x's, which counts milliseconds and refuses less than one ("Cannot schedule a timer with delay
# < 1 ms"). What waits for the rest of an interval works in plain tests, and while the rest happens to be a millisecond, and fails
# the request where it is a little less. Round such a rest up to whole milliseconds.
#
# Seen: half a millisecond on an event loop: 500; on a worker: 500; a whole one on an event loop: 200; Mutiny alone: ok.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw # Quarkus refuses older Mavens.
dir=$(mktemp -d); server=
stop() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"; }
trap stop EXIT; cd "$dir"
mkdir -p src/main/java
cat > src/main/java/Delays.java <<'JAVA'
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Duration;

@Path("/")
public class Delays {
  @GET
  @Path("half-on-an-event-loop")
  public Uni<String> half() {
    return after(500_000);
  }

  @GET
  @Blocking
  @Path("half-on-a-worker")
  public Uni<String> worker() {
    return after(500_000);
  }

  @GET
  @Path("whole-on-an-event-loop")
  public Uni<String> whole() {
    return after(1_000_000);
  }

  static Uni<String> after(long nanos) {
    return Uni.createFrom().item("ok").onItem().delayIt().by(Duration.ofNanos(nanos));
  }

  /** Without Quarkus. */
  public static void main(String[] args) {
    System.out.println("half-by-mutiny-alone: " + after(500_000).await().atMost(Duration.ofSeconds(10)));
    System.exit(0);
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
java -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port=54318 -jar target/quarkus-app/quarkus-run.jar >log 2>&1 & server=$!
until grep -q 'Listening on' log; do kill -0 $server; sleep 0.5; done
{
  for what in half-on-an-event-loop half-on-a-worker whole-on-an-event-loop; do
    echo "$what: $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:54318/$what")"
  done
  echo "refused with: $(grep -o 'Cannot schedule a timer with delay < 1 ms' log | sort -u)"
  java -cp "target/classes:$(echo target/quarkus-app/lib/main/*.jar | tr ' ' ':')" Delays
} | tee seen
diff seen - <<'SEEN'
half-on-an-event-loop: 500
half-on-a-worker: 500
whole-on-an-event-loop: 200
refused with: Cannot schedule a timer with delay < 1 ms
half-by-mutiny-alone: ok
SEEN
