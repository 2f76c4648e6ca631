// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import java.util.List;
import java.util.regex.Pattern;

/** Which entities can be read in which ways: {@code <entity>/<kind>}, in lower case. */
public final class EntityKinds {
  /**
   * Stands in a path, where the first alternative that fits is taken; so each must reach its end.
   */
  public static final String READS =
      "(?:"
          + "(?:account|product)/(?:list|item|items|find|deps|ldeps|suggest)"
          + "|position/(?:list|item|items|find|deps|ldeps)"
          + "|(?:order|orderversion|command|commandreport|executionreport|fill|fillfee|fillpair"
          + "|orderstrategy|orderstrategylink|cashbalance"
          + "|accountriskstatus|marginsnapshot|useraccountautoliq)/(?:list|item|items|deps|ldeps)"
          + "|contract/(?:find|item|items|suggest|deps|ldeps)"
          + "|contractmaturity/(?:item|items|deps|ldeps)"
          + "|(?:currency|exchange|user)/(?:list|find|item|items|suggest)"
          + "|orderstrategytype/(?:list|find|item)"
          + "|contractgroup/list"
          + "|userproperty/deps"
          + ")(?=/?$)";

  static final List<String> KINDS =
      List.of("list", "item", "items", "deps", "ldeps", "find", "suggest");

  private static final Pattern READ = Pattern.compile(READS);

  private EntityKinds() {}

  /** The kinds of reads of one entity. */
  public static List<String> of(String entity) {
    return KINDS.stream().filter(kind -> READ.matcher(entity + "/" + kind).matches()).toList();
  }
}
