/**
 * Turns classification and clustering data into training groups: another text of the class is the positive, texts of other
 * classes are the negatives (KaLM-Embedding-V2 after NV-Embed, arXiv 2405.17428).
 */
@NullMarked
package dev.plumbline.trainer.label;

import org.jspecify.annotations.NullMarked;
