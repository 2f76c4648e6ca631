// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The SQL in the sources under a folder, put together as the program does: static fields as they
 * are once the class is there, and what methods add up, with {@link #UNKNOWN} for what is only
 * known when it runs. A field that others are made of, and that nobody uses by itself, is a part
 * and not listed.
 */
final class SourceTexts {
  /** Stands for what is only known when the program runs. */
  static final String UNKNOWN = " \u00a7 ";

  private static final Pattern PLACE = Pattern.compile("%(?:(\\d+)\\$)?[a-z]");
  private static final Set<String> MADE_BY = Set.of("formatted", "replace", "strip", "concat");

  /** By the name of the field, or of the method and its how manieth statement. */
  private final Map<String, String> texts = new TreeMap<>();

  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Map<String, Boolean> usedWhole = new HashMap<>();

  private SourceTexts() {}

  static Map<String, String> under(List<Path> roots) throws IOException {
    SourceTexts found = new SourceTexts();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = new ArrayList<>();
      for (Path root : roots) {
        try (Stream<Path> walk = Files.walk(root)) {
          walk.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
        }
      }
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree unit : task.parse()) {
        found.new Reader(unit).scan(unit, null);
      }
    }
    found.fields.forEach(
        (name, text) -> {
          if (found.usedWhole.getOrDefault(name, true) && SqlBlock.isStatement(text)) {
            found.texts.put(name, text);
          }
        });
    return found.texts;
  }

  /** Reads one file. */
  private final class Reader extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final String base;
    private final Map<String, String> imported = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private Map<String, String> locals = new HashMap<>();
    private Map<String, String> unused = new LinkedHashMap<>();
    private String type = "";
    private String member = "";

    private Reader(CompilationUnitTree unit) {
      this.unit = unit;
      base = Objects.requireNonNull(unit.getPackageName()).toString();
      for (ImportTree each : unit.getImports()) {
        String name = each.getQualifiedIdentifier().toString();
        imported.put(name.substring(name.lastIndexOf('.') + 1), name);
      }
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
      String outer = type;
      if (tree.getSimpleName().length() > 0) {
        type =
            outer.isEmpty()
                ? base + "." + tree.getSimpleName()
                : outer + "$" + tree.getSimpleName();
      }
      super.visitClass(tree, nothing);
      type = outer;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
      member = tree.getName().toString();
      locals = new HashMap<>();
      unused = new LinkedHashMap<>();
      super.visitMethod(tree, nothing);
      unused.values().forEach(this::note);
      member = "";
      return null;
    }

    @Override
    public Void visitVariable(VariableTree tree, Void nothing) {
      ExpressionTree value = tree.getInitializer();
      String name = tree.getName().toString();
      if (member.isEmpty()) {
        Optional<String> constant = constant(type, name);
        if (constant.isPresent()) {
          fields.put(listed(type, name), constant.get());
        }
        member = name;
        if (value != null) {
          read(value, constant.isEmpty());
        }
        member = "";
        return null;
      }
      if (value != null) {
        String text = read(value, false);
        if (text != null) {
          locals.put(name, text);
          unused.put(name, text);
        }
      }
      return null;
    }

    @Override
    public @Nullable Void scan(@Nullable Tree tree, Void nothing) {
      if (tree instanceof ExpressionTree expression && !(tree instanceof IdentifierTree)) {
        String text = read(expression, true);
        if (text != null) {
          return null;
        }
      }
      return super.scan(tree, nothing);
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void nothing) {
      field(tree).ifPresent(name -> usedWhole.put(name, true));
      return null;
    }

    @Override
    public Void visitImport(ImportTree tree, Void nothing) {
      return null;
    }

    /**
     * The text that an expression makes, noted as one where that is asked; null if it makes none.
     */
    private @Nullable String read(ExpressionTree tree, boolean whole) {
      boolean composed = composed(tree);
      if (!composed) {
        if (tree instanceof MemberSelectTree select && field(select).isPresent()) {
          usedWhole.put(field(select).get(), true);
          return "";
        }
        if (!whole) {
          super.scan(tree, null);
        }
        return null;
      }
      String text = value(tree);
      if (whole) {
        note(text);
      }
      return text;
    }

    /** Whether an expression adds texts up. */
    private boolean composed(ExpressionTree tree) {
      if (tree instanceof LiteralTree literal) {
        return literal.getValue() instanceof String;
      }
      if (tree instanceof ParenthesizedTree inner) {
        return composed(inner.getExpression());
      }
      if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
        return composed(sum.getLeftOperand())
            || composed(sum.getRightOperand())
            || field(sum.getLeftOperand()).isPresent()
            || field(sum.getRightOperand()).isPresent();
      }
      return tree instanceof MethodInvocationTree call
          && call.getMethodSelect() instanceof MemberSelectTree select
          && MADE_BY.contains(select.getIdentifier().toString())
          && (composed(select.getExpression()) || field(select.getExpression()).isPresent());
    }

    private String value(ExpressionTree tree) {
      if (tree instanceof LiteralTree literal) {
        return String.valueOf(literal.getValue());
      }
      if (tree instanceof ParenthesizedTree inner) {
        return value(inner.getExpression());
      }
      if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
        return value(sum.getLeftOperand()) + value(sum.getRightOperand());
      }
      if (tree instanceof ConditionalExpressionTree choice) {
        return value(choice.getTrueExpression());
      }
      if (tree instanceof MethodInvocationTree call) {
        return made(call);
      }
      Optional<String> field = field(tree);
      if (field.isPresent()) {
        usedWhole.putIfAbsent(field.get(), false);
        return fieldValue(tree).orElse(UNKNOWN);
      }
      if (tree instanceof IdentifierTree local && locals.containsKey(local.getName().toString())) {
        unused.remove(local.getName().toString());
        return locals.get(local.getName().toString());
      }
      return UNKNOWN;
    }

    private String made(MethodInvocationTree call) {
      List<String> given = call.getArguments().stream().map(this::value).toList();
      if (call.getMethodSelect() instanceof MemberSelectTree select) {
        String method = select.getIdentifier().toString();
        if (MADE_BY.contains(method)) {
          String text = value(select.getExpression());
          return switch (method) {
            case "formatted" -> formatted(text, given);
            case "replace" -> text.replace(given.get(0), given.get(1));
            case "concat" -> text + given.get(0);
            default -> text.strip();
          };
        }
        return called(typeOf(select.getExpression().toString()), method, given);
      }
      return called(type, call.getMethodSelect().toString(), given);
    }

    private static String formatted(String text, List<String> given) {
      AtomicInteger next = new AtomicInteger();
      return PLACE
          .matcher(text)
          .replaceAll(
              found -> {
                int at =
                    found.group(1) == null
                        ? next.getAndIncrement()
                        : Integer.parseInt(found.group(1)) - 1;
                return Matcher.quoteReplacement(at < given.size() ? given.get(at) : UNKNOWN);
              });
    }

    /** What a static method of ours answers to texts that are known. */
    private String called(@Nullable String owner, String method, List<String> given) {
      if (owner == null || given.contains(UNKNOWN)) {
        return UNKNOWN;
      }
      return load(owner)
          .flatMap(
              found ->
                  Arrays.stream(found.getDeclaredMethods())
                      .filter(each -> each.getName().equals(method))
                      .filter(each -> Modifier.isStatic(each.getModifiers()))
                      .filter(each -> each.getReturnType() == String.class)
                      .filter(
                          each ->
                              Arrays.equals(
                                  each.getParameterTypes(),
                                  given.stream().map(text -> String.class).toArray()))
                      .findAny())
          .map(each -> answer(each, given))
          .orElse(UNKNOWN);
    }

    private String answer(Method method, List<String> given) {
      try {
        method.setAccessible(true);
        return String.valueOf(method.invoke(null, given.toArray()));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(method.toString(), e);
      }
    }

    /** The listed name of a static text that an expression names. */
    private Optional<String> field(ExpressionTree tree) {
      return owner(tree).map(owner -> listed(owner, simple(tree)));
    }

    private Optional<String> fieldValue(ExpressionTree tree) {
      return owner(tree).flatMap(owner -> constant(owner, simple(tree)));
    }

    private Optional<String> owner(ExpressionTree tree) {
      if (tree instanceof IdentifierTree name) {
        String text = name.getName().toString();
        for (String at = type;
            !at.isEmpty();
            at = at.contains("$") ? at.substring(0, at.lastIndexOf('$')) : "") {
          if (constant(at, text).isPresent()) {
            return Optional.of(at);
          }
        }
        String from = imported.getOrDefault(text, "");
        String outer = from.contains(".") ? from.substring(0, from.lastIndexOf('.')) : "";
        return constant(outer, text).isPresent() ? Optional.of(outer) : Optional.empty();
      }
      if (tree instanceof MemberSelectTree select) {
        String owner = typeOf(select.getExpression().toString());
        return owner != null && constant(owner, select.getIdentifier().toString()).isPresent()
            ? Optional.of(owner)
            : Optional.empty();
      }
      return Optional.empty();
    }

    private String simple(ExpressionTree tree) {
      return tree instanceof MemberSelectTree select
          ? select.getIdentifier().toString()
          : tree.toString();
    }

    private @Nullable String typeOf(String name) {
      if (!name.matches("[A-Z]\\w*")) {
        return null;
      }
      return imported.getOrDefault(name, base + "." + name);
    }

    private void note(String text) {
      if (SqlBlock.isStatement(text)) {
        String place = listed(type, member);
        int number = numbers.merge(place, 1, Integer::sum);
        texts.put(number == 1 ? place + "()" : place + "()#" + number, text);
      }
    }
  }

  private static String listed(String type, String member) {
    return type.replace("dev.unwind.", "") + "." + member;
  }

  private static Optional<Class<?>> load(String type) {
    if (!type.startsWith("dev.unwind.")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Class.forName(type));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The value of a static text. */
  private static Optional<String> constant(String type, String name) {
    return load(type)
        .flatMap(
            found ->
                Arrays.stream(found.getDeclaredFields())
                    .filter(each -> each.getName().equals(name))
                    .filter(each -> Modifier.isStatic(each.getModifiers()))
                    .filter(each -> each.getType() == String.class)
                    .findAny())
        .map(SourceTexts::read);
  }

  private static String read(Field field) {
    try {
      field.setAccessible(true);
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field.toString(), e);
    }
  }
}
