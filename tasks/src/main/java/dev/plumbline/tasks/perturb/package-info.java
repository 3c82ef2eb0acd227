/**
 * What people do to a text when they ask for something: slips of the key, capitals, missing commas, another script, another
 * width. How far a score falls then is an experiment of its own and never part of the score.
 *
 * <p>A changed text depends on the text, the kind of change and the rate, and on nothing else: not on the order of texts, the
 * batch, the task or the model. What is drawn does not depend on the rate, so that a greater one hits the same places and more.
 */
@NullMarked
package dev.plumbline.tasks.perturb;

import org.jspecify.annotations.NullMarked;
