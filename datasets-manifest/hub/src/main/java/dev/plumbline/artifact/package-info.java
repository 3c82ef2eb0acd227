/**
 * Models and native libraries that are Maven artifacts and do not come with the build: fetched once into the user's local
 * repository.
 */
@NullMarked
package dev.plumbline.artifact;

import org.jspecify.annotations.NullMarked;
