// SPDX-License-Identifier: Apache-2.0
package dev.unwind.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Reader;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The overlays in deploy/, rendered, against the Kubernetes API and the program's own settings. */
class ManifestsTest {
  private static final Path OVERLAYS = Path.of("deploy", "overlays");
  private static final Duration STARTS_IN = Duration.ofSeconds(180);

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)");
  private static final Pattern SETTING = Pattern.compile("value\\(\"(unwind\\.[a-z.]+)\"\\)");

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/ServiceAccount", ServiceAccount.class,
          "v1/Service", Service.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "apps/v1/Deployment", Deployment.class,
          "apps/v1/StatefulSet", StatefulSet.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class);

  /** The models keep what they do not know; here that is an error, as with the API server. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Serial private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  @Test
  void theSingleReplicaHasAVolumeOfItsOwnAndNothingScalesIt() throws Exception {
    List<HasMetadata> objects = objects("single");

    assertThat(objects.stream().map(HasMetadata::getKind))
        .containsExactlyInAnyOrder("ServiceAccount", "Service", "NetworkPolicy", "StatefulSet");
    StatefulSet set = only(objects, StatefulSet.class);
    assertThat(set.getSpec().getReplicas()).isEqualTo(1);
    assertThat(set.getSpec().getVolumeClaimTemplates().get(0).getSpec().getAccessModes())
        .containsExactly("ReadWriteOncePod");
    assertThat(set.getSpec().getServiceName())
        .isEqualTo(only(objects, Service.class).getMetadata().getName());
  }

  @Test
  void severalReplicasAreKeptScaledAndMigratedForAheadOfTheirStart() throws Exception {
    List<HasMetadata> objects = objects("ha");

    Deployment deployment = only(objects, Deployment.class);
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
    assertThat(deployment.getSpec().getTemplate().getSpec().getInitContainers().get(0).getArgs())
        .containsExactly("migrate");
    assertThat(deployment.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
        .isNotEmpty();
    PodDisruptionBudget budget = only(objects, PodDisruptionBudget.class);
    HorizontalPodAutoscaler scaler = only(objects, HorizontalPodAutoscaler.class);
    assertThat(budget.getSpec().getMinAvailable().getIntVal())
        .isLessThan(scaler.getSpec().getMinReplicas());
    assertThat(scaler.getSpec().getScaleTargetRef().getName())
        .isEqualTo(deployment.getMetadata().getName());
    assertThat(budget.getSpec().getSelector()).isEqualTo(deployment.getSpec().getSelector());
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "ha"})
  void theManifestsFitTheProgram(String overlay) throws Exception {
    List<HasMetadata> objects = objects(overlay);
    Properties program = properties();
    PodSpec pod = pod(objects);
    Container container = pod.getContainers().get(0);
    Map<String, Integer> ports = new HashMap<>();
    container.getPorts().forEach(port -> ports.put(port.getName(), port.getContainerPort()));

    assertThat(ports)
        .containsEntry("http", port(program, "quarkus.http.port"))
        .containsEntry("management", port(program, "quarkus.management.port"));
    only(objects, Service.class)
        .getSpec()
        .getPorts()
        .forEach(port -> assertThat(ports).containsKey(port.getTargetPort().getStrVal()));
    for (Probe probe :
        List.of(
            container.getStartupProbe(),
            container.getReadinessProbe(),
            container.getLivenessProbe())) {
      assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    }
    assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
    Probe start = container.getStartupProbe();
    assertThat(Duration.ofSeconds((long) start.getPeriodSeconds() * start.getFailureThreshold()))
        .isGreaterThanOrEqualTo(STARTS_IN);
    assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
        .isGreaterThan(
            seconds(program, "quarkus.shutdown.delay")
                .plus(seconds(program, "quarkus.shutdown.timeout"))
                .plusSeconds(30));
    // Readiness must have been seen to say no before the last socket is closed.
    Probe ready = container.getReadinessProbe();
    assertThat(ready.getPeriodSeconds()).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "ha"})
  void everyVariableIsASettingOfTheProgramAndNoneHoldsASecret(String overlay) throws Exception {
    Set<String> known = known();
    for (Container container : containers(pod(objects(overlay)))) {
      for (EnvVar variable : container.getEnv()) {
        assertThat(known).contains(variable.getName());
        if (variable.getName().startsWith("UNWIND_DB_")) {
          assertThat(variable.getValue()).isNull();
          assertThat(variable.getValueFrom().getSecretKeyRef()).isNotNull();
        }
      }
      assertThat(container.getEnv().stream().map(EnvVar::getName)).doesNotHaveDuplicates();
    }
    assertThat(
            pod(objects(overlay)).getContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getName().equals("UNWIND_MANAGEMENT_HOST"))
                .map(EnvVar::getValue))
        .containsExactly("0.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "ha"})
  void noContainerMayMoreThanItNeeds(String overlay) throws Exception {
    PodSpec pod = pod(objects(overlay));

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    Set<String> volumes =
        Stream.concat(pod.getVolumes().stream().map(volume -> volume.getName()), Stream.of("data"))
            .collect(Collectors.toSet());
    for (Container container : containers(pod)) {
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
      assertThat(container.getResources().getLimits()).containsKey("memory");
      assertThat(container.getVolumeMounts())
          .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/tmp"))
          .allSatisfy(mount -> assertThat(volumes).contains(mount.getName()));
    }
  }

  @Test
  void theComponentScrapesThePortOfTheService() throws Exception {
    JsonNode monitor =
        Rendered.of(Path.of("deploy", "components", "service-monitor")).values().iterator().next();
    Service service = only(objects("ha"), Service.class);

    JsonNode endpoint = monitor.at("/spec/endpoints/0");
    assertThat(endpoint.get("path").asText()).isEqualTo("/q/metrics");
    assertThat(service.getSpec().getPorts().stream().map(port -> port.getName()))
        .contains(endpoint.get("port").asText());
    monitor
        .at("/spec/selector/matchLabels")
        .properties()
        .forEach(
            label ->
                assertThat(service.getMetadata().getLabels())
                    .containsEntry(label.getKey(), label.getValue().asText()));
  }

  private static List<HasMetadata> objects(String overlay) throws IOException {
    return Rendered.of(OVERLAYS.resolve(overlay)).values().stream()
        .map(ManifestsTest::object)
        .toList();
  }

  private static HasMetadata object(JsonNode document) {
    String kind = document.get("apiVersion").asText() + "/" + document.get("kind").asText();
    Class<? extends HasMetadata> type = KINDS.get(kind);
    assertThat(type).as("unknown kind %s", kind).isNotNull();
    return STRICT.convertValue(document, type);
  }

  private static <T> T only(List<HasMetadata> objects, Class<T> type) {
    List<T> found = objects.stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static PodSpec pod(List<HasMetadata> objects) {
    return objects.stream().anyMatch(Deployment.class::isInstance)
        ? only(objects, Deployment.class).getSpec().getTemplate().getSpec()
        : only(objects, StatefulSet.class).getSpec().getTemplate().getSpec();
  }

  private static List<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()).toList();
  }

  private static Properties properties() throws IOException {
    Properties properties = new Properties();
    try (Reader file =
        Files.newBufferedReader(Path.of("src", "main", "resources", "application.properties"))) {
      properties.load(file);
    }
    return properties;
  }

  /** The names of settings, as environment variables spell them. */
  private static Set<String> known() throws IOException {
    Set<String> known = new HashSet<>();
    properties()
        .forEach(
            (name, value) -> {
              known.add(variable((String) name));
              VARIABLE.matcher((String) value).results().forEach(in -> known.add(in.group(1)));
            });
    // Those of the database are looked at before there is a configuration.
    SETTING
        .matcher(
            Files.readString(
                Path.of("src/main/java/dev/unwind/platform/database/DatabaseSettings.java")))
        .results()
        .forEach(named -> known.add(variable(named.group(1))));
    return known;
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static int port(Properties program, String name) {
    String value = program.getProperty(name);
    return Integer.parseInt(value.substring(value.indexOf(':') + 1, value.length() - 1));
  }

  private static Duration seconds(Properties program, String name) {
    return Duration.parse("PT" + program.getProperty(name).toUpperCase(Locale.ROOT));
  }
}
