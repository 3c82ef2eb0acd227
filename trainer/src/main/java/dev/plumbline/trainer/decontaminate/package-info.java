/**
 * Finds test texts in training data: {@link dev.plumbline.trainer.decontaminate.TestTexts} holds the texts of chosen tasks'
 * test splits, {@link dev.plumbline.trainer.decontaminate.Decontamination} goes through training files and tells every
 * overlap.
 *
 * <p>Three kinds, the strongest of each pair counts:
 *
 * <ul>
 *   <li>exact: the same characters;
 *   <li>normalised: the same words folded ({@link dev.plumbline.trainer.rows.FoldedText}: case, compatible characters, what nobody
 *       sees), whatever stands between them;
 *   <li>near: of the test text's 13-grams at least a threshold (one half) are in the training text. Grams are of words; each
 *       Han, kana or hangul character is a word of its own, so that in Chinese they are of characters.
 * </ul>
 *
 * <p>Near ones are looked for by MinHash: of each test text the 8 grams with the least hashes are indexed, and a training text
 * that has one of them is compared gram by gram with the text on disk. A text of which a part c of the grams is there is found
 * with probability {@code 1 - (1 - c)^8}: 0.996 at one half, 0.99999 at three quarters; a text of up to 8 grams always. Sketches
 * are taken of the test side only, and all grams of the training text looked up, since what matters is whether the test text
 * is contained: a question within a page has a Jaccard similarity of near nothing, which symmetric sketches in bands (as of
 * Lucene's MinHashFilter) would miss.
 */
@NullMarked
package dev.plumbline.trainer.decontaminate;

import org.jspecify.annotations.NullMarked;
