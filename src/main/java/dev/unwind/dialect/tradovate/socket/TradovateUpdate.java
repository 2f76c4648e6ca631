// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

/**
 * A change of an entity as a socket is told of it.
 *
 * @param entityType in singular, camel case
 * @param entity whole, as its item read gives it
 */
record TradovateUpdate(String entityType, EventType eventType, Object entity) {
  enum EventType {
    Created,
    Updated,
    Deleted
  }

  static TradovateUpdate created(String entityType, Object entity) {
    return new TradovateUpdate(entityType, EventType.Created, entity);
  }

  static TradovateUpdate updated(String entityType, Object entity) {
    return new TradovateUpdate(entityType, EventType.Updated, entity);
  }
}
