/**
 * Runs tasks: loads each, scores what is missing, writes its result, goes on when one fails. Knows models and tasks only
 * through their ports and prints nothing; a {@link dev.plumbline.harness.run.RunListener} is told what happens.
 */
@NullMarked
package dev.plumbline.harness.run;

import org.jspecify.annotations.NullMarked;
