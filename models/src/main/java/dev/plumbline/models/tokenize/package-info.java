/**
 * Text to token ids, through the Hugging Face tokenizers library (by way of DJL). Nothing is downloaded and nothing
 * reported: DJL is put in offline mode before its first class loads.
 */
@NullMarked
package dev.plumbline.models.tokenize;

import org.jspecify.annotations.NullMarked;
