// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.unwind.fixture.BesideTheApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The direction of dependencies, and what each package must not know. */
@AnalyzeClasses(
    packages = ArchitectureTest.BASE,
    importOptions = ImportOption.DoNotIncludeTests.class)
@BesideTheApplication
class ArchitectureTest {

  static final String BASE = "dev.unwind";
  static final String DOMAIN = BASE + ".domain";
  static final String APPLICATION = BASE + ".application";
  static final String IMPORTING = BASE + ".importing";
  static final String DIALECT = BASE + ".dialect";
  static final String WIRE = DIALECT + ".wire";
  static final String VENUE = BASE + ".venue";
  static final String PERSISTENCE = BASE + ".persistence";
  static final String POSTGRES = BASE + ".postgres";
  static final String PLATFORM = BASE + ".platform";
  static final String CLI = BASE + ".cli";

  /** Every package that a rule below names: a rule about an empty package would guard nothing. */
  private static final List<String> EXISTING =
      List.of(
          DOMAIN,
          APPLICATION,
          IMPORTING,
          WIRE,
          DIALECT + ".alpaca",
          DIALECT + ".neuratrade",
          DIALECT + ".tradovate",
          DIALECT + ".unwind",
          DIALECT + ".upvest",
          VENUE + ".simulator",
          PERSISTENCE,
          POSTGRES,
          PLATFORM,
          CLI);

  private static final Set<String> BANNED_PACKAGE_NAMES =
      Set.of("common", "util", "utils", "helper", "helpers", "service", "impl", "manager");

  /** What a newcomer looks for first in a dialect; each is found under the same name in all. */
  private static final List<String> ROLES =
      List.of(
          "PositionsResource",
          "OrdersResource",
          "Closing",
          "Mapping",
          "Errors",
          "Access",
          "Config");

  /** Tradovate's API reads positions as one entity among others. */
  private static final Set<String> WITHOUT = Set.of("TradovatePositionsResource");

  private static final int CLASSES_MAX = 25;
  private static final Path SOURCES = Path.of("src/main/java");

  private static String in(String parent) {
    return parent + "..";
  }

  @ArchTest
  static void everyNamedPackageExistsAndIsNotEmpty(JavaClasses classes) {
    assertThat(EXISTING)
        .allSatisfy(
            name ->
                assertThat(classes.getPackage(name).getClassesInPackageTree())
                    .as(name)
                    .anyMatch(type -> !type.getSimpleName().equals("package-info")));
  }

  /** The annotation says to the compiler which builders to write, and is gone after that. */
  @ArchTest
  static final ArchRule domainKnowsOnlyTheLanguage =
      classes()
          .that()
          .resideInAPackage(in(DOMAIN))
          .and()
          .doNotHaveFullyQualifiedName(DOMAIN + ".Stepwise")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(in(DOMAIN), "java..", "org.jspecify..", "")
                  .and(resideOutsideOfPackage("java.sql.."))
                  .and(resideOutsideOfPackage("java.net.."))
                  .and(resideOutsideOfPackage("java.io.."))
                  .and(resideOutsideOfPackage("java.nio.file.."))
                  .or(JavaClass.Predicates.equivalentTo(java.io.Serializable.class)));

  @ArchTest
  static final ArchRule domainCountsInDecimals =
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage(in(DOMAIN))
          .should()
          .haveRawType(binaryFloatingPoint());

  @ArchTest
  static final ArchRule domainTakesAndGivesDecimals =
      noCodeUnits()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage(in(DOMAIN))
          .should()
          .haveRawReturnType(binaryFloatingPoint())
          .orShould()
          .haveRawParameterTypes(DescribedPredicate.anyElementThat(binaryFloatingPoint()));

  @ArchTest
  static final ArchRule domainNeitherReadsTheClockNorDrawsIds =
      noClasses()
          .that()
          .resideInAPackage(in(DOMAIN))
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "reads a clock or draws a random value",
                  call -> readsClockOrRandom(call.getTarget())));

  @ArchTest
  static final ArchRule applicationKnowsNoTechnology =
      noClasses()
          .that()
          .resideInAPackage(in(APPLICATION))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta.ws.rs..",
              "jakarta.persistence..",
              "org.hibernate",
              "org.hibernate.reactive..",
              "org.hibernate.query..",
              "org.hibernate.annotations..",
              "..panache..",
              "com.fasterxml.jackson..",
              "io.vertx..",
              "java.sql..",
              in(IMPORTING),
              in(DIALECT),
              in(VENUE),
              in(PERSISTENCE),
              in(POSTGRES));

  @ArchTest
  static final ArchRule importingKnowsNeitherDialectsNorStores =
      noClasses()
          .that()
          .resideInAPackage(in(IMPORTING))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(in(DIALECT), in(VENUE), in(PERSISTENCE), in(POSTGRES));

  @ArchTest
  static final ArchRule dialectsKnowNeitherStoresNorVenues =
      noClasses()
          .that()
          .resideInAPackage(in(DIALECT))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              in(PERSISTENCE),
              in(VENUE),
              "..sqlclient..",
              "org.hibernate",
              "org.hibernate.reactive..",
              "org.hibernate.query..",
              "org.hibernate.annotations..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule dialectsDoNotKnowEachOther =
      slices()
          .matching(DIALECT + ".(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              DescribedPredicate.alwaysTrue(), JavaClass.Predicates.resideInAPackage(in(WIRE)));

  @ArchTest
  static final ArchRule theSharedEdgeKnowsNoDialect =
      noClasses()
          .that()
          .resideInAPackage(in(WIRE))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(in(DIALECT))
                  .and(resideOutsideOfPackage(in(WIRE)))
                  .and(resideOutsideOfPackage(DIALECT)));

  @ArchTest
  static void everyDialectHasTheSameRoles(JavaClasses classes) {
    for (String dialect : List.of("Alpaca", "Neuratrade", "Tradovate", "Unwind", "Upvest")) {
      Set<String> names =
          classes
              .getPackage(DIALECT + "." + dialect.toLowerCase(Locale.ROOT))
              .getClassesInPackageTree()
              .stream()
              .map(JavaClass::getSimpleName)
              .collect(Collectors.toSet());
      for (String role : ROLES) {
        String name = dialect + role;
        assertThat(names.contains(name)).as(name).isNotEqualTo(WITHOUT.contains(name));
      }
    }
  }

  @ArchTest
  static final ArchRule noPackagesDependOnEachOtherInACircle =
      slices().matching(BASE + ".(**)").should().beFreeOfCycles();

  /** Nobody has to take in what is generated. */
  @ArchTest
  static void noPackageHasMoreClassesThanOneCanTakeIn(JavaClasses classes) {
    Map<String, Long> sizes =
        classes.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .filter(
                type -> Files.exists(SOURCES.resolve(type.getName().replace('.', '/') + ".java")))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(sizes)
        .isNotEmpty()
        .allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(CLASSES_MAX));
  }

  /** What they answer is said by their types and by the dialect's file of answers. */
  @ArchTest
  static final ArchRule resourcesDescribeNoAnswers =
      noClasses()
          .that()
          .resideInAPackage(in(DIALECT))
          .and()
          .haveSimpleNameEndingWith("Resource")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              in("org.eclipse.microprofile.openapi.annotations.responses"),
              in("org.eclipse.microprofile.openapi.annotations.headers"),
              in("org.eclipse.microprofile.openapi.annotations.media"));

  @ArchTest
  static final ArchRule venuesKnowNeitherDialectsNorStores =
      noClasses()
          .that()
          .resideInAPackage(in(VENUE))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(in(DIALECT), in(PERSISTENCE));

  @ArchTest
  static final ArchRule venuesDoNotKnowEachOther =
      slices().matching(VENUE + ".(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule storesKnowNeitherDialectsNorVenues =
      noClasses()
          .that()
          .resideInAPackage(in(PERSISTENCE))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(in(DIALECT), in(VENUE))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule theWayToPostgresKnowsNobodysTables =
      noClasses()
          .that()
          .resideInAPackage(in(POSTGRES))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(in(DIALECT), in(VENUE), in(PERSISTENCE));

  @ArchTest
  static final ArchRule onlyStoresVenuesAndTheWiringKnowPostgres =
      noClasses()
          .that()
          .resideOutsideOfPackages(in(POSTGRES), in(PERSISTENCE), in(VENUE), in(PLATFORM), in(CLI))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(in(POSTGRES));

  @ArchTest
  static final ArchRule entitiesStayInsidePersistence =
      classes()
          .that()
          .areAnnotatedWith("jakarta.persistence.Entity")
          .should()
          .resideInAPackage(in(PERSISTENCE))
          .andShould()
          .bePackagePrivate()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nothingKnowsTheWiring =
      noClasses()
          .that()
          .resideOutsideOfPackages(in(PLATFORM), in(CLI))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(in(PLATFORM), in(CLI));

  @ArchTest
  static void everyPackageIsNullMarkedAndNamedAfterItsSubject(JavaClasses classes) {
    Set<JavaPackage> packages = classes.getPackage(BASE).getSubpackagesInTree();
    assertThat(packages)
        .filteredOn(each -> !each.getClasses().isEmpty())
        .isNotEmpty()
        .allSatisfy(
            each -> {
              assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue();
              assertThat(BANNED_PACKAGE_NAMES).doesNotContain(each.getRelativeName());
            });
  }

  @ArchTest
  static final ArchRule classesAreNamedAfterTheirSubject =
      noClasses()
          .should()
          .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto|DTO)")
          .as("no class is named Impl, Util, Helper, Manager or Dto");

  private static DescribedPredicate<JavaClass> binaryFloatingPoint() {
    return DescribedPredicate.describe(
        "binary floating point",
        type ->
            type.isEquivalentTo(double.class)
                || type.isEquivalentTo(float.class)
                || type.isEquivalentTo(Double.class)
                || type.isEquivalentTo(Float.class));
  }

  private static boolean readsClockOrRandom(AccessTarget.MethodCallTarget target) {
    String name = target.getOwner().getName() + "." + target.getName();
    return (target.getOwner().getPackageName().equals("java.time")
            && target.getName().equals("now"))
        || name.equals("java.time.Clock.systemUTC")
        || name.equals("java.lang.System.currentTimeMillis")
        || name.equals("java.lang.System.nanoTime")
        || name.equals("java.util.UUID.randomUUID")
        || name.equals("java.lang.Math.random");
  }
}
