// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

/**
 * A change of an entity as a socket is told of it.
 *
 * @param entityType in singular, camel case
 * @param entity whole, as its item read gives it
 */
record TradovateProp(String entityType, EventType eventType, Object entity) {
  enum EventType {
    Created,
    Updated,
    Deleted
  }

  static TradovateProp created(String entityType, Object entity) {
    return new TradovateProp(entityType, EventType.Created, entity);
  }

  static TradovateProp updated(String entityType, Object entity) {
    return new TradovateProp(entityType, EventType.Updated, entity);
  }
}
