#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Quarkus 3.33.2: with quarkus-picocli on the class path, quarkus-kubernetes writes a Job instead of a Deployment.
#
# A service with REST resources that also has a command line gets `kind: Job` in target/kubernetes/kubernetes.yml: it
# would be run to an end that never comes, without replicas or rolling updates. Without quarkus-picocli the same
# sources give `kind: Deployment`. `quarkus.kubernetes.deployment-kind=Deployment` brings it back.
#
# Seen: with picocli: Job; without: Deployment; with picocli and the setting: Deployment.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw # Quarkus refuses older Mavens.
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
mkdir -p src/main/java src/main/resources
cat > src/main/java/Hello.java <<'JAVA'
@jakarta.ws.rs.Path("/hello")
public class Hello {
  @jakarta.ws.rs.GET
  public String hello() {
    return "hello";
  }
}
JAVA
pom() {
  cat <<XML
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
$(for extension in "$@"; do echo "<dependency><groupId>io.quarkus</groupId><artifactId>quarkus-$extension</artifactId></dependency>"; done)
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
}
# $1: what is tried, $2: settings, then the extensions.
try() {
  local what=$1 settings=$2; shift 2
  pom "$@" > pom.xml
  echo "$settings" > src/main/resources/application.properties
  rm -rf target
  "$mvn" -q -B package >build.log 2>&1 || { tail -20 build.log; exit 1; }
  echo "$what: $(grep -hE '^kind: (Job|Deployment)$' target/kubernetes/kubernetes.yml | cut -d' ' -f2 | xargs)"
}
{
  try 'with picocli' '' rest kubernetes picocli
  try 'without' '' rest kubernetes
  try 'with picocli and the setting' 'quarkus.kubernetes.deployment-kind=Deployment' rest kubernetes picocli
} | tee seen
diff seen - <<'SEEN'
with picocli: Job
without: Deployment
with picocli and the setting: Deployment
SEEN
