/**
 * What is known of published models that their files do not say: prompts as mteb's registry has them, attention, longest
 * input. Facts are data in {@code models/src/main/resources/dev/plumbline/models/preset}, one file per family, made by
 * {@code test/oracle/make_presets.py}.
 */
@NullMarked
package dev.plumbline.models.preset;

import org.jspecify.annotations.NullMarked;
