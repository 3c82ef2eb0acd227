/**
 * Where results lie on disk: mteb's cache layout
 * {@code results/<org__name>/<revision>/<Task>.json} with {@code model_meta.json}, {@code run_settings.jsonl} and our own
 * {@code plumbline/run.json} beside them. Every file is written to a temporary name, synced and renamed. A
 * task is finished by the renaming of its result, which carries how it was made; the rest is written before it, or mended.
 */
@NullMarked
package dev.plumbline.harness.folder;

import org.jspecify.annotations.NullMarked;
