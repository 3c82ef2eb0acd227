/**
 * Which release of mteb is reproduced. A release is data: its number, and by that number which of the changes in {@link
 * dev.plumbline.tasks.release.ScoringChange} it has. Code that differs between releases asks for the change, never for a
 * number. A release between two known ones follows from the same list. How the list was made and is kept: docs/compatibility.md.
 */
@NullMarked
package dev.plumbline.tasks.release;

import org.jspecify.annotations.NullMarked;
