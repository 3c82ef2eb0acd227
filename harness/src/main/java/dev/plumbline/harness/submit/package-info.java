/**
 * Results made into a branch of a clone of the public results repository, with what its checks want and nothing else. The
 * clone's own files and branches stay as they are.
 */
@NullMarked
package dev.plumbline.harness.submit;

import org.jspecify.annotations.NullMarked;
