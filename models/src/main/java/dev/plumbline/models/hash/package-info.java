/** SHA-256, which names files, weights and texts. */
package dev.plumbline.models.hash;
