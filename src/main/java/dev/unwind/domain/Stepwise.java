// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record with more components than anybody tells apart by their order. It gets a builder with one
 * named step for each, which refuses to leave out what is not {@code @Nullable}; its next state is
 * {@code with()} the steps that differ. The compiler writes it, nothing of it is needed to run.
 */
@RecordBuilder.Template(
    options =
        @RecordBuilder.Options(
            defaultNotNull = true,
            addStaticBuilder = false,
            inheritComponentAnnotations = true))
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
public @interface Stepwise {}
