// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.webhook;

import dev.unwind.application.webhook.Subscription;
import dev.unwind.application.webhook.SubscriptionBuilder;
import dev.unwind.application.webhook.WebhookStore.Claim;
import dev.unwind.application.webhook.WebhookStore.Parcel;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.Rows;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads subscriptions. */
final class WebhookRows {
  private WebhookRows() {}

  static Optional<Subscription> first(RowSet<Row> rows) {
    return Rows.first(rows, WebhookRows::subscription);
  }

  static List<Subscription> subscriptions(RowSet<Row> rows) {
    return Rows.all(rows, WebhookRows::subscription);
  }

  static Subscription subscription(Row row) {
    Long[] only = row.getArrayOfLongs("only_accounts");
    String secret = row.getString("secret");
    return SubscriptionBuilder.builder()
        .id(row.getUUID("webhook_id"))
        .owner(new PrincipalId(row.getLong("principal_id")))
        .dialect(row.getString("dialect"))
        .title(row.getString("title"))
        .url(row.getString("url"))
        .types(Set.of(row.getArrayOfStrings("types")))
        .accounts(
            only == null
                ? Set.of()
                : Stream.of(only).map(AccountId::new).collect(Collectors.toSet()))
        .delay(row.getString("delay"))
        .packageSizeMax(row.getInteger("package_size_max"))
        .enabled(row.getBoolean("enabled"))
        .secret(secret == null ? null : new Subscription.Secret(secret))
        .failures(row.getInteger("failures"))
        .lastError(row.getString("last_error"))
        .createdAt(Rows.time(row, "created_at"))
        .updatedAt(Rows.time(row, "updated_at"))
        .build();
  }

  static Claim claim(Row row, Set<AccountId> grown) {
    Subscription subscription = subscription(row);
    AccountScope scope =
        new AccountScope(
            row.getBoolean("all_accounts"),
            Stream.of(row.getArrayOfLongs("accounts"))
                .map(AccountId::new)
                .collect(Collectors.toSet()));
    long epoch = row.getLong("lease_epoch");
    int failures = subscription.failures();
    Buffer body = row.getBuffer("pending_body");
    Parcel pending =
        body == null
            ? null
            : new Parcel(
                body.getBytes(),
                cursors(
                    row.getArrayOfLongs("pending_accounts"), row.getArrayOfLongs("pending_seqs")));
    boolean whole = row.getBoolean("whole");
    return new Claim(subscription, scope, epoch, pending, failures, whole ? null : grown);
  }

  private static Map<AccountId, Long> cursors(Long[] accounts, Long[] seqs) {
    Map<AccountId, Long> cursors = new LinkedHashMap<>();
    for (int i = 0; i < accounts.length; i++) {
      cursors.put(new AccountId(accounts[i]), seqs[i]);
    }
    return cursors;
  }
}
