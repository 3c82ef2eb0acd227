/**
 * Text to token ids, through the Hugging Face tokenizers library (by way of DJL). Nothing is downloaded and nothing
 * reported: DJL is put in offline mode before its first class loads.
 */
package dev.plumbline.models.tokenize;
