/** Files that a reader or a crash sees whole or not at all. */
package dev.plumbline.models.files;
